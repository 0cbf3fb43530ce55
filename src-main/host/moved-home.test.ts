import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { testEngine } from '../engine/test-engine.ts';
import { tempFolder } from '../store/testing.ts';
import { findCapsulesHere } from './moved-home.ts';

it('finds the capsules of a data folder that was copied, and leaves those alone that are where they were', () => {
  const t = testEngine();
  const project = { projectId: 'prj_1', name: 'p', root: '/p', policy: 'manual' as const };
  unwrap(t.engine.dispatch([{ type: 'projects.create', ...project }], { by: 'person' }));
  const cut = { projectId: 'prj_1', name: 'rooms', complete: true };
  const folder = tempFolder();
  for (const path of ['/old/capsules/prj_1/0.1.0', join(folder, 'prj_1', '0.2.0')]) {
    const runId = `run_${path.at(-3)}`;
    unwrap(t.engine.dispatch([{ type: 'capsules.cut', runId, ...cut }], { by: 'engine' }));
    const capsuleId = t.read.capsules.capsuleOf(runId)?.id ?? '';
    const packed = { capsuleId, path, manifestSha256: 'x', files: 1, bytes: 1 };
    t.db.prepare("UPDATE capsules SET state = 'packed', path = @path WHERE id = @capsuleId").run(packed);
  }
  mkdirSync(join(folder, 'prj_1', '0.1.0'), { recursive: true });
  findCapsulesHere(t.engine, t.read, folder);
  const last = t.journal.last();
  findCapsulesHere(t.engine, t.read, folder);
  expect(t.journal.last()).toBe(last);
  expect(t.read.capsules.capsules().map(({ path }) => path)).toEqual([
    join(folder, 'prj_1', '0.2.0'),
    join(folder, 'prj_1', '0.1.0'),
  ]);
});
