import type { Command } from 'commander';
import { FaultError, fault, unwrap } from '#shared/faults.ts';
import type { Document } from '#shared/model/document.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { count, plain } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';

type DocumentsOptions = CommonOptions & { json?: boolean; text?: string };

export function addDocuments(program: Command, perform: Perform): void {
  const command = program
    .command('documents')
    .description('show the documents of a run and how each was read')
    .argument('<run>', 'id of a run, or "latest"')
    .option('--text <document>', 'print the text that was read from this document, by its name or id')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((wanted: string, options: DocumentsOptions) =>
    perform(options, async (context) => {
      const { api, close } = unwrap(await connect(context));
      try {
        const all = await api.documents.list({ runId: unwrap(await findRun(api, wanted)) });
        const { terminal } = context;
        if (options.text !== undefined) {
          const { text, ...rest } = await api.documents.text({ documentId: pick(all, options.text).id });
          if (options.json) terminal.json({ ...rest, text });
          else terminal.out(plain(text));
        } else if (options.json) terminal.json(all);
        else terminal.out(documentsText(all));
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

function pick(all: readonly Document[], wanted: string): Document {
  const found = all.find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found;
  throw new FaultError(
    fault('not_found', `The run has no document "${wanted}".`, {
      hint: `It has ${all.map(({ name }) => name).join(', ')}.`,
    }),
  );
}

/** Each document with what became of it, and below it what a person should know. */
export function documentsText(all: readonly Document[]): string {
  return all
    .flatMap(({ name, state, bytes, reading, notes = [], fault: why }) => {
      const pages = reading?.pages === undefined ? '' : `, ${count(reading.pages, 'page')}`;
      const told = [...notes, ...(reading?.notes ?? []), ...(why ? [why.message, why.hint ?? ''] : [])];
      return [
        `${state.padEnd(6)}  ${plain(name)}, ${size(bytes)}${pages}`,
        ...told.filter((line) => line !== '').map((line) => `        ${plain(line)}`),
      ];
    })
    .join('\n');
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
