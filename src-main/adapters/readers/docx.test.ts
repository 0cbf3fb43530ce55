import { deflateRawSync } from 'node:zlib';
import {
  Bookmark,
  FootnoteReferenceRun,
  LevelFormat,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { createDocxReader } from './docx.ts';
import { docxOf, heading } from './testing/files.ts';

const reader = createDocxReader();
const read = async (bytes: Uint8Array) => unwrap(await reader.read(bytes, 'plan.docx'));

async function refusal(bytes: Uint8Array): Promise<string> {
  const result = await reader.read(bytes, 'plan.docx');
  if (result.ok) throw new Error('was read');
  expect(result.fault).toMatchObject({
    type: 'invalid_input',
    hint: expect.stringContaining('the original is kept'),
  });
  return result.fault.message;
}

const bullet = (text: string, level = 0) => new Paragraph({ text, bullet: { level } });
const numbered = (text: string) => new Paragraph({ text, numbering: { reference: 'numbered', level: 0 } });
const row = (...cells: string[]) =>
  new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) });
const simple = () => docxOf([new Paragraph('It must sell.')]);

/** The document with one of its parts written anew. */
async function withPart(name: string, change: (xml: string) => string): Promise<Uint8Array> {
  const parts = unzipSync(await simple());
  return zipSync({ ...parts, [name]: strToU8(change(Buffer.from(parts[name] ?? []).toString())) });
}

describe('the reader of Word documents', () => {
  it('keeps headings, lists and tables, and knows the paragraph of each', async () => {
    expect(LevelFormat.DECIMAL).toBe('decimal');
    const bytes = await docxOf([
      heading('Shop'),
      new Paragraph({ children: [new Bookmark({ id: 'p-99', children: [new TextRun('It must <sell>.')] })] }),
      new Paragraph(''),
      heading('Rules', 2),
      bullet('One must hold.'),
      bullet('Two must too.', 1),
      numbered('First.'),
      numbered('Second.'),
      new Table({ rows: [row('Field', 'Rule'), row('name', 'must be a|b')] }),
      new Paragraph('The end must come.'),
    ]);
    const { text, places, format, notes } = await read(bytes);
    expect(text.split('\n\n')).toEqual([
      '# Shop',
      'It must &lt;sell>.',
      '## Rules',
      '- One must hold.',
      '    - Two must too.',
      '1. First.',
      '2. Second.',
      '| Field | Rule |\n| --- | --- |\n| name | must be a\\|b |',
      'The end must come.\n',
    ]);
    const paragraphAt = (words: string) =>
      places.findLast(({ start }) => start <= text.indexOf(words))?.paragraph;
    const asked = ['Shop', 'It must', 'Rules', 'One', 'Two', 'Second', 'name', 'must be', 'The end'];
    expect(asked.map(paragraphAt)).toEqual([1, 2, 4, 5, 6, 8, 11, 12, 13]);
    expect({ format, notes }).toEqual({ format: 'text/markdown', notes: [] });
  });

  it('leaves footnotes out and says so', async () => {
    const { Document, Packer } = await import('docx');
    const word = new Document({
      footnotes: { 1: { children: [new Paragraph('It must not count.')] } },
      sections: [
        {
          children: [
            new Paragraph({ children: [new TextRun('It must sell.'), new FootnoteReferenceRun(1)] }),
          ],
        },
      ],
    });
    const found = await read(new Uint8Array(await Packer.toBuffer(word)));
    expect(found).toMatchObject({
      text: 'It must sell.\n',
      notes: ['Its footnotes and endnotes were left out.'],
    });
  });

  it('never fetches what a document refers to', async () => {
    const bytes = await withPart('word/_rels/document.xml.rels', (xml) =>
      xml.replace(
        '</Relationships>',
        '<Relationship Id="rIdX" TargetMode="External" Target="file:///etc/passwd" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>',
      ),
    );
    const linked = unzipSync(bytes);
    const drawing =
      '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="rIdX"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>';
    const document = Buffer.from(linked['word/document.xml'] ?? []).toString();
    const drawn = document.replace('</w:p>', `${drawing}</w:p>`);
    const result = await reader.read(
      zipSync({ ...linked, 'word/document.xml': strToU8(drawn) }),
      'plan.docx',
    );
    if (result.ok) expect(result.value.text).not.toContain('root:');
    else expect(result.fault.type).toBe('invalid_input');
  });
});

describe('a Word document that is not read', () => {
  it('is named as protected: as a whole, or in its archive', async () => {
    const compound = Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(504),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    expect(await refusal(compound)).toContain('protected by a password');
    const bytes = Buffer.from(await simple());
    for (
      let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
      at >= 0;
      at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')
    )
      bytes.writeUInt16LE(bytes.readUInt16LE(at + 8) | 1, at + 8);
    expect(await refusal(bytes)).toContain('protected by a password');
  });

  it('is named as broken: cut off, without its main part, with XML that does not end, empty', async () => {
    const whole = await simple();
    expect(await refusal(whole.slice(0, whole.length - 30))).toContain('no whole directory');
    expect(await refusal(zipSync({ 'word/styles.xml': strToU8('<a/>') }))).toContain('no main part');
    expect(await refusal(await withPart('word/document.xml', (xml) => xml.slice(0, 400)))).toContain(
      'do not fit together',
    );
    expect(await refusal(await docxOf([new Paragraph('')]))).toContain('has no text');
    const flipped = Buffer.from(whole);
    flipped.fill(0xff, 60, 90);
    expect(await refusal(flipped)).toMatch(/broken Word document/);
  });

  it('is refused as a bomb by what its directory says', async () => {
    const bomb = await withPart('word/document.xml', (xml) => xml + ' '.repeat(70 * 1024 * 1024));
    expect(await refusal(bomb)).toContain('would unpack to 70 MB');
    const dense = await withPart('word/document.xml', (xml) => xml + ' '.repeat(20 * 1024 * 1024));
    expect(await refusal(dense)).toMatch(/would unpack to \d{3,4} times its size/);
  });

  it('is refused as a bomb while it unpacks, when its directory lies', async () => {
    const bytes = Buffer.from(
      await withPart('word/document.xml', (xml) => xml + ' '.repeat(20 * 1024 * 1024)),
    );
    const at = bytes.lastIndexOf('word/document.xml') - 46;
    bytes.writeUInt32LE(1000, at + 24);
    expect(await refusal(bytes)).toContain('unpacks to more than it may');
  });

  it('is refused when it defines entities, or names a part twice', async () => {
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>';
    expect(
      await refusal(await withPart('word/document.xml', (xml) => xml.replace('?>', `?>${laughs}`))),
    ).toContain('defines entities');
    const twice = Buffer.from(await withPart('word/stylex.xml', () => '<a/>'));
    for (let at = twice.indexOf('word/stylex.xml'); at >= 0; at = twice.indexOf('word/stylex.xml', at + 1))
      twice.write('word/styles.xml', at);
    expect(await refusal(twice)).toContain('there twice');
  });

  it('is not led astray by XML that is nested without end', async () => {
    const open = '<w:tbl><w:tr><w:tc>'.repeat(20_000);
    const bytes = await withPart('word/document.xml', (xml) => xml.replace('<w:body>', `<w:body>${open}`));
    expect(await refusal(bytes)).toContain('broken Word document');
    expect(deflateRawSync(open).length).toBeLessThan(2000);
  });
});
