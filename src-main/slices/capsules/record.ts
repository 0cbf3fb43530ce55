import { coverageMarkdown } from '#shared/coverage-text.ts';
import { ok, type Result } from '#shared/faults.ts';
import type { Signal } from '#shared/model/signal.ts';
import { placeOf } from '#shared/source-place.ts';
import type { Blobs } from '../../store/blobs.ts';
import { readInside, writeInside } from '../../workspace/files.ts';
import { GUEST_BRANCH } from '../../workspace/guest.ts';
import { integrationBranch } from '../../workspace/template.ts';
import type { Worktrees } from '../../workspace/worktrees.ts';
import type { PackInput } from './pack-input.ts';

type RecordFile = { path: string; content: string | Uint8Array };

/**
 * Writes down in the workspace what a run was asked, what was decided and what was noticed, so that they travel with the code.
 * Doing it twice is the same as once. Faults: `conflict` where a person changed these pages, `git`, `storage`.
 */
export async function recordRun(
  input: PackInput,
  { worktrees, blobs }: { worktrees: Worktrees; blobs: Blobs },
): Promise<Result<undefined>> {
  const { capsule, project } = input;
  const branch = await integrationBranch(project.root);
  if (!branch.ok) return branch;
  const pages = await recordFiles(input, blobs);
  if (!pages.ok) return pages;
  // A repository of the user has folders of its own; only one is added to them.
  const folder = branch.value === GUEST_BRANCH ? '.orchestrator/' : '';
  const files = pages.value.map((page) => ({ ...page, path: `${folder}${page.path}` }));
  const place = { root: project.root, attemptId: capsule.id, branch: branch.value };
  const worktree = await worktrees.open({ ...place, taskKey: 'record' });
  if (!worktree.ok) return worktree;
  const merged = await writeAndMerge(files, input, worktree.value, place, worktrees);
  const removed = await worktrees.remove({ ...place, abandon: true });
  return merged.ok ? removed : merged;
}

async function writeAndMerge(
  files: readonly RecordFile[],
  { capsule, project }: PackInput,
  worktree: { path: string; baseCommit: string },
  place: { root: string; attemptId: string; branch: string },
  worktrees: Worktrees,
): Promise<Result<undefined>> {
  let isChanged = false;
  for (const { path, content } of files) {
    const before = await readInside(worktree.path, path);
    if (before.ok && Buffer.from(content).equals(before.value)) continue;
    isChanged = true;
    const written = await writeInside(worktree.path, path, content);
    if (!written.ok) return written;
  }
  if (!isChanged) return ok(undefined);
  const message = `Record the run behind ${capsule.name} ${capsule.version}`;
  const { baseCommit } = worktree;
  const trailers = { 'Orchestrator-Capsule': capsule.id, 'Orchestrator-Run': capsule.runId };
  const commit = await worktrees.commit({ ...place, baseCommit, message, trailers });
  if (!commit.ok) return commit;
  const { joinBy } = project.settings;
  const merged = await worktrees.merge({ ...place, commit: commit.value.commit, message, joinBy });
  return merged.ok ? ok(undefined) : merged;
}

async function recordFiles(
  { manifest, signals, coverage, capsule }: PackInput,
  blobs: Blobs,
): Promise<Result<RecordFile[]>> {
  const files: RecordFile[] = [
    { path: `requirements/${capsule.version}/requirements.md`, content: requirementsPage(manifest) },
    {
      path: `requirements/${capsule.version}/coverage.md`,
      content: coverageMarkdown(coverage, `Coverage of ${capsule.version}`),
    },
    { path: `decisions/${capsule.version}.md`, content: decisionsPage(manifest) },
    { path: `signals/${capsule.version}.md`, content: signalsPage(capsule.version, signals) },
  ];
  for (const [index, document] of manifest.documents.entries()) {
    const bytes = await blobs.get(document.sha256);
    if (!bytes.ok) return bytes;
    const name = document.name.replace(/[^\p{L}\p{N}._ -]/gu, '-').replace(/^[. ]+/, '');
    files.push({
      path: `requirements/${capsule.version}/${index + 1}-${name || 'document'}`,
      content: bytes.value,
    });
  }
  return ok(files);
}

function requirementsPage({ requirements, version }: PackInput['manifest']): string {
  const rows = requirements.map(
    ({ key, level, coverage, text, source, coverageNote }) =>
      `| ${key} | ${level} | ${coverage} | ${cell(text)} | ${placeOf(source)} | ${cell(coverageNote ?? '')} |`,
  );
  const head = ['| key | level | coverage | text | place | note |', '|---|---|---|---|---|---|'];
  return page(`Requirements of ${version}`, [...head, ...rows]);
}

function decisionsPage({ decisions, version }: PackInput['manifest']): string {
  const lines = decisions.map(({ title, state, answer, options }) => {
    const chosen = options.find((option) => option.id === answer?.optionId)?.label ?? state;
    const note = answer?.note ? ` Note: ${oneLine(answer.note)}` : '';
    return `- **${oneLine(title)}** ${chosen}${answer ? `, by ${answer.by}` : ''}.${note}`;
  });
  return page(`Decisions of ${version}`, lines);
}

function signalsPage(version: string, signals: readonly Signal[]): string {
  const lines = signals.map(
    ({ type, title, detail }) => `- ${type}: **${oneLine(title)}** ${oneLine(detail)}`,
  );
  return page(`Signals of ${version}`, lines);
}

function page(title: string, lines: readonly string[]): string {
  return `# ${title}\n\n${lines.length === 0 ? 'None.' : lines.join('\n')}\n`;
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
