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

  it('reads Markdown and text and says why it leaves the rest out', async () => {
    const { documents, problems } = await readFiles([
      new File(['# A\r\nü'], 'a.md'),
      new File(['x'], 'b.pdf'),
      new File([new Uint8Array([0xff, 0xfe, 0x00])], 'c.txt'),
      new File([], 'd.md'),
    ]);
    expect(documents).toEqual([{ name: 'a.md', content: '# A\r\nü', bytes: 7 }]);
    expect(problems.map((problem) => problem.slice(0, 5))).toEqual(['b.pdf', 'c.txt', 'd.md ']);
  });
});
