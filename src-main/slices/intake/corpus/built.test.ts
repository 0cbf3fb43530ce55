import { describe, expect, it } from 'vitest';
import {
  carryOutAll,
  inFolder,
  runTests,
  typeCheck,
  writeAll,
} from '../../../adapters/agents/offline/testing/carry-out.ts';
import type { Fixture } from '../../../adapters/agents/offline/testing/documents.ts';
import { extractRequirements } from '../extract/extract.ts';
import { readCorpusDocument } from './testing/documents.ts';

async function fixtureOf(name: string): Promise<Fixture> {
  const { text, format } = await readCorpusDocument(name);
  const drafts = extractRequirements({ text, mediaType: format, firstNumber: 1 });
  const belongs = { projectId: 'prj_1', runId: 'run_1', documentId: 'doc_1' };
  return {
    documents: [{ id: 'doc_1', name, text }],
    requirements: drafts.map((draft) => ({
      ...draft,
      ...belongs,
      id: draft.key,
      state: 'accepted',
      coverage: 'uncovered',
    })),
  };
}

describe('what was found can be built without a model', () => {
  it.each([
    [
      'an API description',
      'meeting-rooms-openapi.yaml',
      ['R-2', 'R-3', 'R-4', 'R-7', 'R-8', 'R-9', 'R-10', 'R-11', 'R-12'],
    ],
    ['the field list of a story', 'tool-library-backlog.md', ['R-2', 'R-3', 'R-4', 'R-5']],
  ])('from %s; the rest are gaps', { timeout: 120_000 }, async (_what, name, built) => {
    const source = await fixtureOf(name);
    const { files, replies } = await carryOutAll(source);
    const gaps = new Set(
      [...replies.values()].flatMap((reply) => reply.gaps.map((gap) => gap.requirementKey)),
    );
    const covers = new Set([...replies.values()].flatMap((reply) => reply.covers));
    expect(built.filter((key) => !covers.has(key))).toEqual([]);
    expect([...covers].filter((key) => gaps.has(key))).toEqual([]);
    await inFolder(async (folder) => {
      await writeAll(folder, files);
      expect((await typeCheck(folder)).output).toBe('');
      const tests = await runTests(folder);
      expect(tests.output.match(/^\s*not ok .*/gm) ?? []).toEqual([]);
      expect(tests.code).toBe(0);
    });
  });
});
