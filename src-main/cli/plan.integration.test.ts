import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { orchestrator } from './process-testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-plan-'));
  writeFileSync(
    join(folder, 'notes.md'),
    '# Notes service\n\n## Notes\n- A note must have a title (required, at most 100 characters).\n- A user must be able to create a note.\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => orchestrator(args, folder).ended;

it('shows a plan that waits, edits it across processes, steps back, and says what is wrong', async () => {
  const waiting = await run('run', 'notes.md', '--policy', 'supervised', '--json');
  expect(waiting.code, waiting.stderr).toBe(3);
  const changed = await run('plan', 'latest', 'change', 'T-1', '--title', 'Think first');
  expect(changed.stdout).toMatch(/T-1 .+ Think first/);
  expect(changed.stdout).toMatch(/Edits:\n {2}1 {2}made {2}person {2}change T-1/);
  const undone = await run('plan', 'latest', 'undo');
  expect(undone.stdout).not.toContain('Think first');
  expect(undone.stdout).toMatch(/1 {2}undone/);

  writeFileSync(
    join(folder, 'edits.json'),
    JSON.stringify([
      { do: 'change', key: 'T-1', set: { title: 'Never seen' } },
      { do: 'link', key: 'T-1', dependsOn: ['T-2'] },
    ]),
  );
  const refused = await run('plan', 'latest', 'edit', '--file', 'edits.json');
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/circle: T-1 -> T-2 -> T-1.*\nNothing was changed/),
  ]);
  const shown = await run('plan', 'latest', '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject({
    plan: { state: 'proposed', version: 1 },
    steps: [{ undone: true }],
  });
  expect(shown.stdout).not.toContain('Never seen');

  const early = await run('replan', 'latest', '--note', 'x');
  expect(early.stderr).toMatch(/The plan is proposed; only one that is being worked on/);
  const template = await run('template', 'save', 'latest', '--name', 'notes');
  expect(template.stderr).toMatch(/A template is made from a plan that was carried out/);
  expect((await run('template', 'list')).stdout).toMatch(/No templates yet/);
}, 120_000);
