import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { DOCX } from '#shared/model/document.ts';
import { loadDocuments, sendable, slugOf } from './documents.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

async function complaint(...paths: string[]): Promise<string> {
  const loaded = await loadDocuments(paths, folder);
  if (loaded.ok) throw new Error('was taken');
  expect(loaded.fault.type).toBe('invalid_input');
  return loaded.fault.message;
}

describe('loading documents', () => {
  it('takes Markdown and text, byte for byte', async () => {
    write('Shop.MD', '\ufeff# Shop\r\n\nIt must sell.\n');
    write('notes', 'It should shine.');
    expect(await loadDocuments(['Shop.MD', 'notes'], folder)).toEqual({
      ok: true,
      value: [
        {
          name: 'Shop.MD',
          mediaType: 'text/markdown',
          content: '\ufeff# Shop\r\n\nIt must sell.\n',
          encoding: 'utf8',
        },
        { name: 'notes', mediaType: 'text/plain', content: 'It should shine.', encoding: 'utf8' },
      ],
    });
  });

  it('takes UTF-16 with a byte order mark, byte for byte', async () => {
    const little = Buffer.from('\ufeffIt must sell.', 'utf16le');
    write('little.md', little);
    write('big.md', Buffer.from(little).swap16());
    expect(await loadDocuments(['little.md', 'big.md'], folder)).toMatchObject({
      ok: true,
      value: [
        { encoding: 'base64', content: little.toString('base64') },
        { encoding: 'base64', content: Buffer.from(little).swap16().toString('base64') },
      ],
    });
  });

  it('takes as much as the reader does', async () => {
    write('full.md', Buffer.alloc(20 * 1024 ** 2, 'x\n'));
    expect(await loadDocuments(['full.md'], folder)).toMatchObject({ ok: true });
  });

  it('says before sending what a running host would not take', () => {
    const document = (mib: number, letter: string) => ({
      name: 'a.md',
      content: letter.repeat(mib * 1024 ** 2),
    });
    expect(sendable([document(20, 'x')]).ok).toBe(true);
    expect(sendable([document(20, 'x'), document(12, 'x')])).toMatchObject({
      fault: { type: 'invalid_input', message: expect.stringContaining('takes 32.0 MiB') },
    });
    expect(sendable([document(17, '"')]).ok).toBe(false);
  });

  it('names every document that cannot be taken, in one go', async () => {
    mkdirSync(join(folder, 'docs'));
    write('empty.md', '');
    write('blank.md', ' \n\t\n');
    write('good.md', '# Good');
    const message = await complaint('good.md', 'missing.md', 'docs', 'empty.md', 'blank.md');
    expect(message.split('\n').map((line) => line.trim())).toEqual([
      './missing.md: there is no such file',
      './docs: is a folder; name the documents in it',
      './empty.md: is empty',
      './blank.md: is empty',
    ]);
  });

  it('takes pdf, docx and html by their content, and text in any encoding, byte for byte', async () => {
    const files = {
      'a.pdf': Buffer.from('%PDF-1.7\n\0'),
      'b.docx': Buffer.from('PK\x03\x04 word/document.xml', 'latin1'),
      'c.md': Buffer.from('<!doctype html><p>It must sell.'),
      'd.txt': Buffer.from('Grüße', 'latin1'),
    };
    for (const [name, bytes] of Object.entries(files)) write(name, bytes);
    const loaded = unwrap(await loadDocuments(Object.keys(files), folder));
    expect(loaded.map(({ mediaType, encoding }) => [mediaType, encoding])).toEqual([
      ['application/pdf', 'base64'],
      [DOCX, 'base64'],
      ['text/html', 'utf8'],
      ['text/plain', 'base64'],
    ]);
    for (const { name, content, encoding } of loaded)
      expect(Buffer.from(content, encoding)).toEqual(files[name as keyof typeof files]);
  });

  it('refuses what is no document and says what it looks like', async () => {
    write('a.pdf', 'It must sell.');
    write('b.md', Uint8Array.from([0x50, 0x4b, 3, 4, 0]));
    write('c.md', Uint8Array.from([0x89, 0x50, 0x4e, 0x47]));
    expect(await complaint('a.pdf')).toContain('named like a PDF, but its content is something else');
    expect(await complaint('b.md')).toContain('is an archive; save it as');
    expect(await complaint('c.md')).toContain('is a picture (PNG)');
  });

  it('refuses a huge file without reading it', async () => {
    write('huge.md', 'x');
    truncateSync(join(folder, 'huge.md'), 40 * 1024 ** 3);
    expect(await complaint('huge.md')).toContain('too large with 40960.0 MiB');
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.md')]);
    expect(await complaint('pipe.md')).toContain('not a plain file');
  });

  it('sees that two names are one document', async () => {
    write('one.md', '# One');
    symlinkSync(join(folder, 'one.md'), join(folder, 'two.md'));
    expect(await complaint('one.md', 'two.md')).toBe('./two.md: is given twice');
  });

  it('refuses more documents than a run takes', async () => {
    expect(await complaint(...Array.from({ length: 51 }, (_, at) => `${at}.md`))).toContain('51 documents');
  });
});

it.each([
  ['Shop API (v2).md', 'shop-api-v2'],
  ['../../etc/passwd', 'passwd'],
  ['Anforderungen für Köln.txt', 'anforderungen-für-köln'],
  ['???.md', 'project'],
  ['CON.md', 'con-project'],
  [`${'a'.repeat(200)}.md`, 'a'.repeat(60)],
])('%s gives the folder name %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
