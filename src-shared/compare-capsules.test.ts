import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCapsules } from './compare-capsules.ts';
import { NO_USAGE } from './model/attempt.ts';
import type { CapsuleManifest } from './model/capsule.ts';

const source = { start: 0, end: 1, line: 1, headings: [] };

function manifest(more: Partial<CapsuleManifest> = {}): CapsuleManifest {
  return {
    format: 'orchestrator-capsule/1',
    id: 'cap_1',
    name: 'booking',
    version: '0.1.0',
    complete: true,
    createdAt: '2026-01-01T00:00:00.000Z',
    project: { id: 'prj_1', name: 'Booking' },
    run: { id: 'run_1', title: 'Booking', openedAt: '2026-01-01T00:00:00.000Z' },
    documents: [],
    requirements: [],
    plan: { id: 'pln_1', summary: '', tasks: [] },
    checks: [],
    decisions: [],
    provenance: { generator: 'orchestrator', commit: 'c', attempts: [] },
    cost: NO_USAGE,
    files: [],
    ...more,
  };
}

const requirement = (key: string, text: string) => ({
  ...{ key, text, kind: 'functional' as const, level: 'must' as const, acceptance: [], source },
  ...{ coverage: 'covered' as const, documentId: 'doc_1' },
});
const file = (path: string, sha256 = path) => ({ path, sha256, bytes: 1 });
const check = (task: string, verdict: 'pass' | 'fail') => ({
  ...{ task, kind: 'tests' as const, verdict, findings: [], summary: '', durationMs: 1 },
});

describe('comparing capsules', () => {
  it('names what was added, removed and changed, from the older to the newer', () => {
    const before = manifest({
      requirements: [requirement('R-1', 'a'), requirement('R-2', 'b')],
      files: [file('a.ts'), file('b.ts')],
      checks: [check('T-1', 'fail'), check('T-2', 'pass')],
    });
    const after = manifest({
      id: 'cap_2',
      version: '0.2.0',
      requirements: [requirement('R-1', 'A'), requirement('R-3', 'c')],
      files: [file('a.ts', 'other'), file('c.ts')],
      checks: [check('T-1', 'pass'), check('T-2', 'pass'), check('T-3', 'pass')],
    });
    const told = compareCapsules(before, after);
    expect([told.before.version, told.after.version, told.same]).toEqual(['0.1.0', '0.2.0', false]);
    const keys = (list: { key: string }[]) => list.map(({ key }) => key);
    expect([keys(told.requirements.added), keys(told.requirements.removed)]).toEqual([['R-3'], ['R-2']]);
    expect(told.requirements.changed.map(({ before: old, after: now }) => [old.text, now.text])).toEqual([
      ['a', 'A'],
    ]);
    expect([told.files.added, told.files.removed]).toEqual([[file('c.ts')], [file('b.ts')]]);
    expect(told.files.changed).toHaveLength(1);
    expect(told.checks).toEqual([
      { task: 'T-1', kind: 'tests', before: 'fail', after: 'pass' },
      { task: 'T-3', kind: 'tests', after: 'pass' },
    ]);
  });

  it('finds no difference between a capsule and itself, and the reverse of what it finds the other way round', () => {
    const files = fc.uniqueArray(fc.record({ path: fc.string(), sha256: fc.string(), bytes: fc.nat() }), {
      selector: ({ path }) => path,
    });
    fc.assert(
      fc.property(files, files, (one, other) => {
        const [a, b] = [manifest({ files: one }), manifest({ files: other })];
        expect(compareCapsules(a, a).same).toBe(true);
        const [there, back] = [compareCapsules(a, b).files, compareCapsules(b, a).files];
        expect(back.removed).toEqual(there.added);
        expect(back.added).toEqual(there.removed);
        expect(back.changed).toHaveLength(there.changed.length);
      }),
    );
  });
});
