import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Paragraph } from 'docx';
import { expect, it, onTestFinished } from 'vitest';
import type { NewDocument } from '#shared/contract/runs.ts';
import { unwrap } from '#shared/faults.ts';
import { docxOf, pdfOf } from '../adapters/readers/testing/files.ts';
import { createHost, type Host } from './host.ts';

/** A host, and what hands documents to it and waits until somebody is asked about them or the run is over. */
function open() {
  const home = mkdtempSync(join(tmpdir(), 'documents-'));
  const host: Host = unwrap(createHost({ home, synchronous: 'NORMAL' }));
  host.start();
  onTestFinished(async () => {
    await host.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const root = join(home, 'shop');
  mkdirSync(root);
  const project = host.api.projects.create({ name: 'shop', root, policy: 'manual' });
  async function handIn(...documents: NewDocument[]) {
    const run = await host.api.runs.start({ projectId: (await project).id, documents });
    for await (const { changes } of await host.api.changes.watch({})) {
      const asked = changes.some((change) => change.kind === 'decision' && change.row.runId === run.id);
      const over = changes.some(
        (change) => change.kind === 'run' && change.id === run.id && change.row.state === 'failed',
      );
      if (asked || over) break;
    }
    return { runId: run.id, documents: await host.api.documents.list({ runId: run.id }) };
  }
  return { api: host.api, handIn };
}

const file = (name: string, bytes: Uint8Array): NewDocument => ({
  name,
  content: Buffer.from(bytes).toString('base64'),
  encoding: 'base64',
});
const utf8 = (name: string, content: string): NewDocument => ({ name, content });

it('takes five files of all formats at once; one that is broken is named and does not sink the others', async () => {
  const { api, handIn } = open();
  const { runId, documents } = await handIn(
    utf8('a.md', '# Shop\n\n- The shop must sell.\n'),
    utf8('b.html', '<h1>Shop</h1><p>The shop must <b>list</b> all.'),
    file(
      'c.pdf',
      await pdfOf((pdf) => void pdf.text('Nothing here.').addPage().text('The shop must count.')),
    ),
    file('d.docx', await docxOf([new Paragraph('Hello.'), new Paragraph('The shop must close.')])),
    file('e.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1])),
    utf8('a-again.md', '# Shop\n\n- The shop must sell.\n'),
  );
  expect(documents.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'a.md read',
    'b.html read',
    'c.pdf read',
    'd.docx read',
    'e.png failed',
  ]);
  expect(documents[0]?.notes).toEqual([
    'It was handed in twice, here also as "a-again.md", and is read once.',
  ]);
  expect(documents[4]?.fault).toMatchObject({ message: '"e.png" is a picture (PNG).' });
  const requirements = await api.runs.requirements({ runId });
  const found = new Map(
    requirements.map(({ text, source, documentId }) => [text, { ...source, documentId }]),
  );
  expect(found.get('The shop must count.')?.page).toBe(2);
  expect(found.get('The shop must close.')?.paragraph).toBe(2);
  for (const [words, { documentId, start, end }] of found) {
    const { text, format } = await api.documents.text({ documentId });
    expect(format).toBe('text/markdown');
    expect(text.slice(start, end)).toBe(words);
  }
  await expect(api.documents.text({ documentId: documents[4]?.id ?? '' })).rejects.toThrow('is a picture');
  const [question] = await api.decisions.list({ open: true });
  expect(question?.context).toContain('1 document could not be read');
});

it('says why, and what to do, when the only document cannot be read', async () => {
  const { api, handIn } = open();
  const { runId, documents } = await handIn(
    file('scan.pdf', await pdfOf((pdf) => void pdf.rect(9, 9, 9, 9).fill())),
  );
  expect(documents[0]?.state).toBe('failed');
  expect((await api.runs.get({ runId })).fault?.hint).toMatch(/page is a picture.*text recognition/);
});

it('says in a later run that the same file was handed in before', async () => {
  const { handIn } = open();
  const same = utf8('a.md', '- The shop must sell.\n');
  const first = await handIn(same);
  const { documents } = await handIn(same);
  expect(documents[0]?.notes).toEqual([
    `The same file was handed in before, as "a.md" in the run ${first.runId}.`,
  ]);
});
