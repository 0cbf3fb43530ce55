import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fault, ok } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { openRun, requirement, taskDraft } from '../../engine/test-work.ts';
import { createBlobs } from '../../store/blobs.ts';
import { readDocument, readText } from './run.ts';

let t: TestEngine;
beforeEach(() => {
  t = testEngine();
  onTestFinished(t.close);
  t.act(...openRun({ documents: 2, policy: 'manual' }));
});

const draft = (documentId: string, count: number): Command => {
  const requirements = Array.from({ length: count }, (_, index) => requirement(index + 1));
  return { type: 'intake.draft', documentId, requirements };
};
const failed = (documentId: string): Command => {
  return { type: 'intake.fail', documentId, fault: fault('invalid_input', 'Not text.') };
};
const refused = (command: Command) => {
  const result = t.engine.dispatch([command], { by: 'person' });
  return result.ok ? 'done' : result.fault.type;
};
const requirements = () => t.read.intake.requirementsOf('run_1');
const completed = () => t.events().filter(({ type }) => type === 'intake.completed');

describe('reading the documents of a run', () => {
  it('numbers requirements through all documents of the project', () => {
    t.act(draft('doc_2', 2), draft('doc_1', 1));
    expect(requirements().map(({ key, documentId }) => [key, documentId])).toEqual([
      ['R-1', 'doc_2'],
      ['R-2', 'doc_2'],
      ['R-3', 'doc_1'],
    ]);
    expect(requirements()[0]).toMatchObject({
      state: 'drafted',
      coverage: 'uncovered',
      text: 'Requirement 1',
    });
  });

  it('is complete with the last document, read or not', () => {
    t.act(draft('doc_1', 2));
    expect(completed()).toEqual([]);
    t.act(failed('doc_2'));
    expect(completed()).toEqual([{ type: 'intake.completed', runId: 'run_1', requirements: 2, failed: 1 }]);
    expect(t.read.decisions.decisions({ open: true })[0]).toMatchObject({
      kind: 'accept_requirements',
      risk: 'medium',
    });
    expect(t.read.intake.documentsOf('run_1').map(({ state }) => state)).toEqual(['read', 'failed']);
  });

  it('happens once for each document', () => {
    t.act(draft('doc_1', 1));
    expect(refused(draft('doc_1', 1))).toBe('conflict');
    expect(refused(failed('doc_1'))).toBe('conflict');
    expect(refused(draft('none', 1))).toBe('conflict');
  });

  it('ends the run when none could be read', () => {
    t.act(failed('doc_1'), failed('doc_2'));
    const run = t.read.runs.get('run_1');
    expect(run).toMatchObject({ state: 'failed', fault: { type: 'invalid_input' } });
    expect(run?.fault?.message).toContain('2 document(s) could not be read');
  });
});

describe('coverage', () => {
  const finish = (covers: string[], gaps: string[]) =>
    t.slices.apply(
      {
        ...{
          type: 'task.finished',
          taskId: 't',
          planId: 'p',
          runId: 'run_1',
          attemptId: 'a',
          unblocked: [],
          covers,
        },
        gaps: gaps.map((requirementKey) => ({ requirementKey, reason: 'Too hard.' })),
      },
      1,
    );

  it('goes from uncovered over planned to covered, and a gap outweighs cover, before and after', () => {
    t.act(draft('doc_1', 4), draft('doc_2', 0), { type: 'intake.accept', runId: 'run_1' });
    t.act(
      { type: 'planning.draft', planId: 'pln_1', runId: 'run_1', projectId: 'prj_1', name: 'n', summary: '' },
      {
        type: 'planning.add_tasks',
        planId: 'pln_1',
        tasks: [taskDraft('A', { requirementKeys: ['R-1', 'R-2', 'R-3'] })],
      },
    );
    const coverage = () => requirements().map((one) => one.coverage);
    expect(coverage()).toEqual(['planned', 'planned', 'planned', 'uncovered']);
    finish(['R-1', 'R-2'], []);
    finish([], ['R-2', 'R-3']);
    finish(['R-3'], []);
    expect(coverage()).toEqual(['covered', 'gap', 'gap', 'uncovered']);
    expect(requirements()[1]?.coverageNote).toBe('Too hard.');
    expect(t.read.intake.coverageOf('run_1')).toEqual({ covered: 1, gap: 2, uncovered: 1 });
    expect(requirements().every(({ state }) => state === 'accepted')).toBe(true);
  });
});

describe('the text of a document', () => {
  const document = (sha256: string): Document => ({
    ...{ id: 'd', projectId: 'p', runId: 'r', name: 'a.md', mediaType: 'text/markdown', bytes: 1, sha256 },
    ...{ state: 'added', addedAt: 1 },
  });

  it('comes from the reader that takes its type, and becomes requirements with their places', async () => {
    const blobs = createBlobs(t.home);
    const text = '# Shop\n\n- The shop must list all orders.\n';
    const stored = await blobs.put(Buffer.from(text));
    if (!stored.ok) throw new Error('not stored');
    const readers = [
      { accepts: () => false, read: async () => ok({ text: 'wrong' }) },
      { accepts: () => true, read: async (bytes: Uint8Array) => ok({ text: Buffer.from(bytes).toString() }) },
    ];
    const read = await readDocument(document(stored.value), { blobs, readers });
    if (!read.ok || read.value[0]?.type !== 'intake.draft') throw new Error('not drafted');
    const [found] = read.value[0].requirements;
    expect(found?.level).toBe('must');
    expect(text.slice(found?.source.start, found?.source.end)).toContain('list all orders');
  });

  it('is a fault without a reader, and without its bytes', async () => {
    const blobs = createBlobs(t.home);
    expect(await readText(document(''), { blobs, readers: [] })).toMatchObject({
      fault: { type: 'invalid_input' },
    });
    const any = [{ accepts: () => true, read: async () => ok({ text: '' }) }];
    expect(await readText(document('0'.repeat(64)), { blobs, readers: any })).toMatchObject({
      fault: { type: 'storage' },
    });
  });
});
