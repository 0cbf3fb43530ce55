import { describe, expect, it } from 'vitest';
import { pastedDocument, readFiles, titleOf } from './documents.ts';

describe('the documents of a new run', () => {
  it('names pasted text by its first heading', () => {
    expect(pastedDocument('intro\n\n## Räume & Buchungen!\ntext').name).toBe('räume-buchungen.md');
    expect(pastedDocument('no heading').name).toBe('pasted.md');
  });

  it('takes the title of a document from its first heading, else from its name', () => {
    expect(titleOf({ name: 'a.md', content: 'x\n# Room Bookings #\n## Two' })).toBe('Room Bookings');
    expect(titleOf({ name: 'plain notes.txt', content: 'no heading' })).toBe('plain notes');
  });

  it('takes what can be read, byte for byte, and says why it leaves the rest out', async () => {
    const { documents, problems } = await readFiles([
      new File(['# A\r\nü'], 'a.md'),
      new File(['%PDF-1.7'], 'b.pdf'),
      new File([new Uint8Array([0x47, 0x72, 0xfc, 0xdf])], 'c.txt'),
      new File(['x'], 'd.pdf'),
      new File(['x'], 'e.xlsx'),
      new File([], 'f.md'),
    ]);
    expect(documents).toEqual([
      { name: 'a.md', content: '# A\r\nü', bytes: 7 },
      { name: 'b.pdf', content: '%PDF-1.7', bytes: 8 },
      { name: 'c.txt', content: 'R3L83w==', encoding: 'base64', bytes: 4 },
    ]);
    expect(problems.map((problem) => problem.slice(0, 6))).toEqual(['d.pdf ', 'e.xlsx', 'f.md w']);
    expect(titleOf({ name: 'a b.pdf', content: 'R3L83w==', encoding: 'base64' })).toBe('a b');
  });
});
