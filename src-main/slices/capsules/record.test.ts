import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createBlobs } from '../../store/blobs.ts';
import {
  faultOf,
  put,
  removeTempFolders,
  sh,
  tempFolder,
  text,
  value,
} from '../../workspace/repository.fixture.ts';
import { ensureWorkspace } from '../../workspace/template.ts';
import { createWorktrees } from '../../workspace/worktrees.ts';
import type { PackInput } from './pack-input.ts';
import { recordRun } from './record.ts';

afterEach(removeTempFolders);

async function setUp() {
  const root = tempFolder();
  await value(ensureWorkspace(root, tempFolder(), systemClock));
  const home = tempFolder();
  const blobs = createBlobs(`${home}/blobs`);
  const sha256 = await value(blobs.put(Buffer.from('# Wishes\n')));
  const tools = { blobs, worktrees: createWorktrees({ home, clock: systemClock }) };
  const input = {
    capsule: { id: 'cap_1', runId: 'run_1', name: 'shop', version: '0.1.0' },
    project: { id: 'prj_1', root, settings: DEFAULT_SETTINGS },
    manifest: {
      version: '0.1.0',
      documents: [{ name: '../wishes.md', sha256, bytes: 9 }],
      requirements: [
        {
          key: 'R-1',
          level: 'must',
          coverage: 'gap',
          text: 'a | b',
          source: { line: 3 },
          coverageNote: 'no\nrule',
        },
      ],
      decisions: [
        {
          title: 'Start?',
          state: 'answered',
          options: [{ id: 'go', label: 'Go' }],
          answer: { optionId: 'go', by: 'person', note: 'soon' },
        },
      ],
    },
    signals: [],
    coverage: {
      runId: 'run_1',
      counts: { total: 1, covered: 0, gap: 1, planned: 0, uncovered: 0, openMusts: 1 },
      rows: [{ key: 'R-1', level: 'must', coverage: 'gap', text: 'a | b', reason: 'no rule', tasks: [] }],
    },
  } as unknown as PackInput;
  return { root, input, tools, commits: () => sh(root, 'rev-list', '--count', 'HEAD').trim() };
}

describe('the record of a run', () => {
  it('lies in the workspace, with the documents, and is written once', async () => {
    const { root, input, tools, commits } = await setUp();
    await value(recordRun(input, tools));
    const after = commits();
    await value(recordRun(input, tools));
    expect(commits()).toBe(after);
    expect(text(root, 'requirements/0.1.0/1--wishes.md')).toBe('# Wishes\n');
    expect(text(root, 'requirements/0.1.0/requirements.md')).toContain(
      '| R-1 | must | gap | a \\| b | line 3 | no rule |',
    );
    expect(text(root, 'requirements/0.1.0/coverage.md')).toContain(
      '| R-1 | must | gap | a \\| b | no rule |  |',
    );
    expect(text(root, 'decisions/0.1.0.md')).toContain('- **Start?** Go, by person. Note: soon');
    expect(text(root, 'signals/0.1.0.md')).toContain('None.');
    expect(sh(root, 'status', '--porcelain')).toBe('');
    expect(sh(root, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it('never goes over pages of a person', async () => {
    const { root, input, tools } = await setUp();
    put(root, { 'decisions/0.1.0.md': 'mine' });
    expect(await faultOf(recordRun(input, tools))).toMatchObject({ type: 'conflict' });
    expect(text(root, 'decisions/0.1.0.md')).toBe('mine');
  });
});
