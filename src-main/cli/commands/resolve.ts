import { readFile } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { FaultError, fault, unwrap } from '#shared/faults.ts';
import type { Conflict, ConflictFile, FileChoice } from '#shared/model/resolution.ts';
import { counted } from '#shared/words.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type Perform, withCommon } from '../perform.ts';

type ResolveOptions = CommonOptions & {
  ours?: string[];
  theirs?: string[];
  file?: string[];
  allOurs?: boolean;
  allTheirs?: boolean;
  note?: string;
  json?: boolean;
};

type Choice = z.output<typeof FileChoice>;

export function addResolve(program: Command, perform: Perform): void {
  const command = program
    .command('resolve')
    .description('show the conflict behind a decision, or settle it')
    .argument('<decision>', 'id of a decision about a merge conflict')
    .option('--ours <path...>', 'files of which the workspace’s version counts')
    .option('--theirs <path...>', 'files of which the task’s version counts')
    .option('--file <path=file...>', 'files whose content is given by hand, from a file on this machine')
    .option('--all-ours', 'the workspace’s version counts for all files not named')
    .option('--all-theirs', 'the task’s version counts for all files not named')
    .option('--note <text>', 'a word on the answer, kept with it')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((decisionId: string, options: ResolveOptions) =>
    perform(options, (context) => resolve(context, decisionId, options)),
  );
}

async function resolve(context: Context, decisionId: string, options: ResolveOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { api, host, close } = unwrap(await connect(context));
  try {
    const conflict = await api.decisions.conflict({ decisionId });
    const files = await choices(context, conflict, options);
    if (files.length === 0) {
      if (options.json) terminal.json(conflict);
      else terminal.out(conflictText(conflict));
      return EXIT.done;
    }
    const note = options.note === undefined ? {} : { note: options.note };
    const answered = await api.decisions.resolve({ decisionId, files, ...note });
    if (options.json) terminal.json(answered);
    else {
      const goOn = host ? `\nTo go on: orchestrator run --resume ${answered.runId}` : '';
      terminal.out(
        `Settled ${counted(files.length, 'file')}. The result is checked before it is merged.${goOn}`,
      );
    }
    return EXIT.done;
  } finally {
    await close();
  }
}

async function choices(context: Context, conflict: Conflict, options: ResolveOptions): Promise<Choice[]> {
  const given: Choice[] = [
    ...(options.ours ?? []).map((path): Choice => ({ path, take: 'ours' })),
    ...(options.theirs ?? []).map((path): Choice => ({ path, take: 'theirs' })),
  ];
  for (const pair of options.file ?? []) {
    const at = pair.indexOf('=');
    if (at < 1) throw new FaultError(fault('invalid_input', `"${pair}" is not path=file.`));
    const source = resolvePath(context.cwd, pair.slice(at + 1));
    given.push({ path: pair.slice(0, at), content: await readText(source) });
  }
  const rest = options.allOurs ? 'ours' : options.allTheirs ? 'theirs' : undefined;
  if (rest === undefined) return given;
  const named = new Set(given.map(({ path }) => path));
  const others = conflict.files.filter(({ path }) => !named.has(path));
  return [...given, ...others.map(({ path }): Choice => ({ path, take: rest }))];
}

async function readText(source: string): Promise<string> {
  const bytes = await readFile(source).catch(() => {
    throw new FaultError(fault('not_found', `The file ${source} cannot be read.`));
  });
  const { textOfFile } = await import('../../host/api/conflict-calls.ts');
  const text = textOfFile(bytes);
  if (text !== undefined) return text;
  throw new FaultError(
    fault('invalid_input', `The file ${source} is not text.`, {
      hint: 'Nothing was changed. Name a side for it with --ours or --theirs.',
    }),
  );
}

/** Lines of one file that are shown. */
const MOST_LINES = 200;

export function conflictText(conflict: Conflict): string {
  const { branch, files, more, decisionId } = conflict;
  if (files.length === 0) {
    return `The commits fit together. What is in the way are changes in a working folder: move them, then\n  orchestrator decide ${decisionId} again`;
  }
  const head = `${counted(files.length + more, 'file')} in conflict between ${branch} (ours) and the task (theirs)`;
  return [
    head,
    ...files.flatMap(fileLines),
    ...(more > 0 ? ['', `and ${counted(more, 'more file')} not shown`] : []),
    '',
    'To settle it:',
    `  orchestrator resolve ${decisionId} --ours <path> --theirs <path> --file <path>=<your file>`,
    `  orchestrator resolve ${decisionId} --all-ours | --all-theirs`,
    `  orchestrator decide ${decisionId} retry`,
  ].join('\n');
}

function fileLines(file: ConflictFile): string[] {
  const sizes = (['base', 'ours', 'theirs'] as const).map((side) => {
    const version = file[side];
    return `${side} ${version === null ? 'has no such file' : `${version.bytes} bytes`}`;
  });
  const head = ['', `── ${file.path}${file.binary ? ' (binary)' : ''}: ${sizes.join(', ')}`];
  if (file.marked === null) return head;
  const lines = file.marked.split('\n').map((line) => `   ${line}`);
  const cut = lines.length > MOST_LINES ? [`   … ${lines.length - MOST_LINES} more lines`] : [];
  return [...head, ...lines.slice(0, MOST_LINES), ...cut];
}
