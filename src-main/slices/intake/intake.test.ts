import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Command } from '#shared/commands.ts';
import { fail, fault, ok, unwrap } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import { type TestEngine, testEngine } from '../../engine/test-engine.ts';
import { openRun, requirement, taskDraft } from '../../engine/test-work.ts';
import type { ReadingRoom } from '../../ports/reader.ts';
import { createBlobs } from '../../store/blobs.ts';
import { readDocument, readText } from './run.ts';
import { studyText } from './study.ts';

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

describe('reading a stored document', () => {
  const document = (sha256: string): Document => ({
    ...{
      id: 'doc_1',
      projectId: 'p',
      runId: 'r',
      name: 'a.md',
      mediaType: 'text/markdown',
      bytes: 1,
      sha256,
    },
    ...{ state: 'added', addedAt: 1 },
  });
  const { signal } = new AbortController();
  /** A reading room that reads here and now, as Markdown. */
  const room: ReadingRoom = {
    study: async ({ bytes }) => {
      const text = new TextDecoder().decode(bytes);
      return ok(
        studyText(
          { text, format: 'text/markdown', places: [{ start: 0, page: 2 }], pages: 3, notes: ['n'] },
          undefined,
        ),
      );
    },
  };
  const tools = async (text: string) => {
    const blobs = createBlobs(t.home);
    return { blobs, room, sha256: unwrap(await blobs.put(Buffer.from(text))) };
  };

  it('keeps its text, and drafts requirements with their places', async () => {
    const text = '# Shop\n\n- The shop must list all orders.\n';
    const { sha256, ...with_ } = await tools(text);
    const [command] = unwrap(await readDocument(document(sha256), with_, signal));
    if (command?.type !== 'intake.draft') throw new Error('not drafted');
    const [found] = command.requirements;
    expect(found).toMatchObject({ level: 'must', source: { page: 2, line: 3 } });
    expect(text.slice(found?.source.start, found?.source.end)).toContain('list all orders');
    expect(command.reading).toEqual({ sha256, format: 'text/markdown', pages: 3, notes: ['n'] });
    t.act({ ...command, documentId: 'doc_1' });
    const kept = t.read.intake.document('doc_1');
    expect(kept).toMatchObject({ state: 'read', reading: command.reading });
    const read = await readText({ ...document(sha256), ...kept }, with_, signal);
    expect(unwrap(read)).toBe(text);
  });

  it('drafts those of a large document piece by piece, and is complete with the last', async () => {
    const items = Array.from({ length: 450 }, (_, at) => `- The shop must keep rule ${at}.`);
    const { sha256, ...with_ } = await tools(`# Requirements\n\n${items.join('\n')}\n`);
    t.act(failed('doc_2'));
    const states: unknown[] = [];
    for (let rounds = 0; rounds < 3; rounds++) {
      const row = t.read.intake.document('doc_1');
      const next = { ...document(sha256), ...(row?.rest === undefined ? {} : { rest: row.rest }) };
      t.act(...unwrap(await readDocument(next, with_, signal)));
      states.push([t.read.intake.document('doc_1')?.state, requirements().length, completed().length]);
    }
    expect(states).toEqual([
      ['added', 200, 0],
      ['added', 400, 0],
      ['read', 450, 1],
    ]);
    expect(t.read.intake.document('doc_1')?.rest).toBeUndefined();
    expect(requirements().map(({ text }) => text)).toEqual(items.map((item) => item.slice(2)));
    const signals = t.read.signals.signals('run_1', 10).map(({ title }) => title);
    expect(signals).toContain('450 requirements in 1.md');
    expect(signals).toContain('2.md could not be read');
  });

  it('is a fault without its bytes, and when it cannot be read', async () => {
    const { blobs } = await tools('x');
    const deaf: ReadingRoom = { study: async () => fail('invalid_input', 'No.') };
    expect(await readText(document('0'.repeat(64)), { blobs, room }, signal)).toMatchObject({
      fault: { type: 'storage' },
    });
    const { sha256 } = await tools('y');
    expect(await readDocument(document(sha256), { blobs, room: deaf }, signal)).toMatchObject({
      fault: { type: 'invalid_input', message: 'No.' },
    });
    expect(await readText(document(sha256), { blobs, room: deaf }, signal)).toMatchObject({
      fault: { message: 'No.' },
    });
  });
});

describe('a document that is known', () => {
  it('says in which run it was handed in before', () => {
    t.act(draft('doc_1', 1), draft('doc_2', 1));
    const open = openRun({ documents: 1 })
      .slice(2)
      .map((command) => ({ ...command, runId: 'run_2' }) as Command);
    t.act(
      ...open.map((command) =>
        command.type === 'intake.add' ? { ...command, documentId: 'doc_9' } : command,
      ),
    );
    expect(t.read.intake.documentsOf('run_2')[0]?.notes).toEqual([
      expect.stringMatching(/handed in before, as "2.md" in the run run_1/),
    ]);
    expect(t.read.intake.documentsOf('run_1')[1]?.notes).toBeUndefined();
  });
});
