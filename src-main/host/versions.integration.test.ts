import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import type { Run } from '#shared/model/run.ts';
import { createHost, type Host } from './host.ts';

const FIRST = `# Notes service

## Notes
- A note must have a title (required, at most 100 characters) and a text (optional, at most 2000 characters).
- A user must be able to create a note.
- A user must be able to list all notes.
- A user must be able to read a note.
- A user must be able to delete a note.

## Tags
- A tag must have a name (required, at most 30 characters, unique).
- A user must be able to create a tag.
- A user must be able to list all tags.
`;
/** One limit is another, one wish is gone, one is new, and the sections have changed places. */
const SECOND = `# Notes service

## Tags
* A tag must have a name (required, at most 30 characters, unique).
* A user must be able to create a tag.
* A user must be able to list all tags.

## Notes
1. A note must have a title (required, at most 120 characters) and a text (optional, at most 2000 characters).
2. A user must be able to create a note.
3. A user must be able to list all notes.
4. A user must be able to read a note.
5. A user must be able to change a note.
`;

let folder: string;
let host: Host;
let root: string;
let projectId: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'versions-')));
  root = join(folder, 'workspace');
  host = unwrap(createHost({ home: join(folder, 'home'), synchronous: 'NORMAL' }));
  host.start();
  projectId = (await host.api.projects.create({ root })).id;
});
afterAll(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function submit(content: string, more: { afresh?: boolean } = {}): Promise<Run> {
  const { seq } = await host.api.system.status();
  const documents = [{ name: 'notes.md', content }];
  const { id } = await host.api.runs.start({ projectId, policy: 'autonomous', documents, ...more });
  for await (const { changes } of await host.api.changes.watch({ after: seq })) {
    const run = changes.find((change) => change.kind === 'run' && change.id === id)?.row as Run | undefined;
    if (run?.endedAt !== undefined) return run;
  }
  throw new Error('the host went away');
}

const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
const keys = async (runId: string) =>
  new Map((await host.api.runs.requirements({ runId })).map(({ key, text }) => [text, key]));
/** What stands in the workspace, without the records of the runs and the report of the last one. */
const built = () =>
  git('ls-tree', '-r', 'HEAD')
    .split('\n')
    .filter((line) => !/\t(?:requirements|decisions|signals)\/|validation-report\.md$/.test(line));

describe('a document that is handed in again to a host', () => {
  let first: Run;
  let second: Run;

  it('is built once', async () => {
    first = await submit(FIRST);
    expect(first).toMatchObject({ state: 'finished' });
    const { counts, rows } = await host.api.runs.coverage({ runId: first.id });
    expect(counts).toMatchObject({ total: 8, covered: 8, openMusts: 0 });
    const [row] = rows;
    expect(
      row?.tasks.some(({ covers, files, checks }) => covers && files.length > 0 && checks.length > 0),
    ).toBe(true);
    expect(readFileSync(join(root, 'requirements/0.1.0/coverage.md'), 'utf8')).toContain(
      '8 of 8 requirements',
    );
  });

  it('ends at once where nothing changed', async () => {
    const tip = git('rev-parse', 'HEAD');
    const again = await submit(FIRST);
    expect(again.state).toBe('finished');
    expect(await host.api.runs.summary({ runId: again.id })).toMatchObject({
      ...{ requirements: 8, covered: 8, tasks: { total: 0 }, capsule: null },
      difference: { since: { runId: first.id }, unchanged: 8, changed: 0, added: 0, removed: 0 },
    });
    expect(git('rev-parse', 'HEAD')).toBe(tip);
  });

  it('keeps its keys and is built in a smaller plan where something changed', async () => {
    second = await submit(SECOND);
    expect(second).toMatchObject({ state: 'finished' });
    const { difference } = await host.api.runs.difference({ runId: second.id });
    expect(difference).toMatchObject({ unchanged: 6, changed: 1, added: 1, removed: 1 });
    const [before, after] = [await keys(first.id), await keys(second.id)];
    for (const [text, key] of after) if (before.has(text)) expect(before.get(text)).toBe(key);
    const plans = await Promise.all([first, second].map(({ id }) => host.api.runs.plan({ runId: id })));
    const [whole = 0, small = 0] = plans.map(({ tasks }) => tasks.length);
    expect(small).toBeLessThan(whole);
    const { counts, rows } = await host.api.runs.coverage({ runId: second.id });
    expect(counts).toMatchObject({ total: 8, covered: 8 });
    const tag = rows.find(({ text }) => text.includes('create a tag'));
    expect(tag?.tasks.map(({ earlierRunId }) => earlierRunId)).toContain(first.id);
  });

  it('leaves the workspace as a full run would', async () => {
    const reduced = built();
    const full = await submit(SECOND, { afresh: true });
    expect(full.state).toBe('finished');
    expect(built()).toEqual(reduced);
  });
});
