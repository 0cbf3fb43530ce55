import { ok, type Result } from '#shared/faults.ts';
import type { CheckResult, Finding } from '#shared/model/check.ts';
import type { CheckContext } from './checks/check-context.ts';
import { runChecks } from './checks/run-checks.ts';

/** Folders above one another that are looked at for a package. */
const DEEPEST = 8;

/** The folder of the package that work went into, where that is not the whole workspace. */
export async function packageOf(context: CheckContext): Promise<string | undefined> {
  const paths = [...context.task.expects, ...context.output.files.map(({ path }) => path)];
  const folders = new Set(paths.flatMap((path) => above(path)));
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    if ((await context.readText(`${folder}/package.json`)) !== undefined) return folder;
  }
  return undefined;
}

function above(path: string): string[] {
  const names = path.split('/').slice(0, DEEPEST);
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join('/'));
}

/** Runs the tests of a package of the workspace and adds them to those of the workspace. */
export async function withPackageTests(
  context: CheckContext,
  folder: string,
  whole: CheckResult,
): Promise<Result<CheckResult>> {
  const inner: CheckContext = {
    ...context,
    root: `${context.root}/${folder}`,
    settings: { ...context.settings, test: null },
    // What is found already is known by the tree of the whole workspace.
    tree: undefined,
    readText: (path) => context.readText(`${folder}/${path}`),
  };
  const checked = await runChecks(inner, ['tests']);
  if (!checked.ok) return checked;
  const [own] = checked.value;
  if (own === undefined) return ok(whole);
  const findings = [
    ...own.findings.map(
      (finding): Finding =>
        finding.file === undefined ? finding : { ...finding, file: `${folder}/${finding.file}` },
    ),
    ...whole.findings,
  ];
  const verdicts = [own.verdict, whole.verdict];
  const verdict = verdicts.includes('fail') ? 'fail' : verdicts.includes('pass') ? 'pass' : 'skipped';
  const summary = `${folder}: ${own.summary}; the whole: ${whole.summary}`;
  return ok({ ...own, findings, verdict, summary, durationMs: own.durationMs + whole.durationMs });
}
