import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { fail, ok, type Result, unwrap } from '#shared/faults.ts';
import type { Capsule } from '#shared/model/capsule.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { showPath } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type CapsuleFormat = 'folder' | 'zip' | 'tar.gz';

type ExportOptions = CommonOptions & { to: string; format?: CapsuleFormat; json?: boolean };

export function addExport(program: Command, perform: Perform): void {
  const command = program
    .command('export')
    .description('copy a capsule out of the data folder')
    .argument('<capsule>', 'id, version, name or name@version of a capsule, or "latest"')
    .requiredOption('--to <path>', 'folder, zip or tar.gz file to make; must not exist yet')
    .addOption(new Option('--format <format>', 'default: as the path ends').choices(Object.keys(ENDINGS)))
    .option('--json', 'print one line of JSON');
  withCommon(command).action((wanted: string, options: ExportOptions) =>
    perform(options, async (context) => {
      const { api, close } = unwrap(await connect(context));
      try {
        const capsule = unwrap(chooseCapsule(await api.capsules.list({}), wanted));
        const target = resolve(context.cwd, options.to);
        const format = options.format ?? formatOf(target);
        const { path } = await api.capsules.export({ capsuleId: capsule.id, format, target });
        if (options.json) context.terminal.json({ path, version: capsule.version, capsuleId: capsule.id });
        else {
          const shown = showPath(path, context.cwd);
          context.terminal.out(
            `${capsule.name} ${capsule.version}: ${shown}\nTo check it: orchestrator verify ${shown}`,
          );
        }
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

const ENDINGS: Record<CapsuleFormat, RegExp> = { zip: /\.zip$/i, 'tar.gz': /\.(tar\.gz|tgz)$/i, folder: /$/ };

function formatOf(path: string): CapsuleFormat {
  const formats = Object.keys(ENDINGS) as CapsuleFormat[];
  return formats.find((format) => ENDINGS[format].test(path)) ?? 'folder';
}

/**
 * The packed capsule meant by an id, a version, a name with a version, a name alone for its newest, or `latest`. What
 * means capsules of several projects must be named by id.
 */
export function chooseCapsule(capsules: readonly Capsule[], wanted: string): Result<Capsule> {
  const packed = capsules
    .filter(({ state }) => state === 'packed')
    .toSorted((a, b) => b.createdAt - a.createdAt);
  const [latest] = packed;
  if (wanted === 'latest' && latest) return ok(latest);
  const exact = packed.filter((capsule) => namesOf(capsule).includes(wanted));
  const found = exact.length > 0 ? exact : newestOf(packed.filter(({ name }) => name === wanted));
  const [only, second] = found;
  if (only && !second) return ok(only);
  const listing = (some: readonly Capsule[]) =>
    some.map(({ id, name, version }) => `${id} (${name} ${version})`).join(', ');
  if (only) {
    return fail('invalid_input', `${found.length} projects have a capsule ${wanted}.`, {
      hint: `Name one by its id: ${listing(found)}.`,
    });
  }
  return fail('not_found', `There is no packed capsule "${wanted}".`, {
    hint:
      packed.length === 0
        ? 'No run has packed a capsule yet.'
        : `There are: ${listing(packed.slice(0, 10))}.`,
  });
}

function namesOf({ id, name, version }: Capsule): string[] {
  return [id, version, `v${version}`, `${name}@${version}`, `${name} ${version}`];
}

/** The first of each project. */
function newestOf(capsules: readonly Capsule[]): Capsule[] {
  return capsules.filter(
    ({ projectId }, at) => capsules.findIndex((each) => each.projectId === projectId) === at,
  );
}
