import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missesMust, type Row, table } from './engine/table.ts';
import { largeDocx, largeMarkdown, largePdf, PAGES, WORD_PAGES } from './intake/documents.ts';
import { type Taken, takeIn } from './intake/measure.ts';

/** Measures how large documents are taken in, each in a process of its own, and prints one table. Exit code 1 when a must is missed. */
const script = fileURLToPath(import.meta.url);

async function measure(path: string): Promise<Taken> {
  const child = fork(script, ['child', path], { execArgv: process.execArgv });
  const [value] = (await once(child, 'message')) as [Taken];
  await once(child, 'exit');
  return value;
}

async function child(path: string): Promise<void> {
  const taken = await takeIn(path);
  process.send?.(taken, () => process.exit(0));
}

function rowsFor(
  name: string,
  taken: Taken,
  pages: number | undefined,
  musts: { rate: number; peakMb: number },
): Row[] {
  const { seconds, requirements, peakMb, baseMb, longestBlockMs } = taken;
  const note = `${seconds.toFixed(2)} s, ${requirements} requirements`;
  const amount = pages ?? 2;
  return [
    {
      measure: name,
      value: amount / seconds,
      unit: pages === undefined ? 'MB/s' : 'pages/s',
      must: musts.rate,
      excellent: musts.rate * 4,
      more: true,
      note,
    },
    {
      measure: `${name}: peak memory`,
      value: peakMb,
      unit: 'MB',
      must: musts.peakMb,
      excellent: musts.peakMb / 2,
      more: false,
      note: `the host alone ${baseMb.toFixed(0)} MB`,
    },
    {
      measure: `${name}: longest block of the event loop`,
      value: longestBlockMs,
      unit: 'ms',
      must: 50,
      excellent: 16,
      more: false,
    },
  ];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'intake-bench-files-'));
  const keep = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const pdf = await measure(keep('large.pdf', await largePdf()));
  const docx = await measure(keep('large.docx', await largeDocx()));
  const markdown = await measure(keep('large.md', largeMarkdown()));
  const rows = [
    ...rowsFor(`pdf, ${PAGES} pages`, pdf, PAGES, { rate: 50, peakMb: 600 }),
    ...rowsFor(`docx, ${WORD_PAGES} pages`, docx, WORD_PAGES, { rate: 50, peakMb: 600 }),
    ...rowsFor('Markdown, 2 MB', markdown, undefined, { rate: 0.5, peakMb: 600 }),
  ];
  process.stdout.write(`${table(rows)}\n`);
  process.exitCode = rows.some(missesMust) ? 1 : 0;
}

const [mode, path = ''] = process.argv.slice(2);
await (mode === 'child' ? child(path) : main());
