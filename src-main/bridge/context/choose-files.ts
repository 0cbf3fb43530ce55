import type { AttemptContext, ContextFile } from '#shared/model/context.ts';
import type { Task } from '#shared/model/task.ts';
import { neighbours } from './imports.ts';
import { beginning, estimateTokens } from './tokens.ts';

/** What there is to choose from for one attempt. */
export type Material = {
  task: Pick<Task, 'brief' | 'expects'>;
  /** Text files of the workspace, by path. */
  files: ReadonlyMap<string, string>;
  /** Those of them that hold secrets, or may. */
  secrets: ReadonlySet<string>;
  /** Files that were not read, with the reason. */
  skipped: readonly { path: string; why: string }[];
  /** Files that the tasks left behind on which this one depends. */
  produced: readonly string[];
  feedback?: string;
};

export type Chosen = {
  /** What the agent may read, by path; a text that was cut says so at its end. */
  files: Map<string, string>;
  context: AttemptContext;
};

/** For agents that do not say how much they read well. */
export const DEFAULT_CONTEXT_TOKENS = 60_000;
/** The part of the budget for files that one file may take, and the least that is worth showing of one. */
const LARGEST_SHARE = 1 / 3;
const LEAST_TOKENS = 100;
/** Files named at most; of the rest only the number is told. */
const MOST_NAMED = 1_000;

/** Files by which a workspace says how things are done in it. */
const CONVENTIONS =
  /^(?:[^/]+\/)?(?:AGENTS|CONTRIBUTING|README|CLAUDE)\.md$|^(?:package|tsconfig|biome|composer)\.json$|^(?:pyproject|Cargo)\.toml$|^go\.mod$|^pom\.xml$|^build\.gradle(?:\.kts)?$|^Makefile$|^\.editorconfig$|^\.gitattributes$|^\.?eslint(?:rc|\.config)\.[a-z]+$|^\.prettierrc(?:\.json)?$/;

/**
 * Chooses what an agent is given to read: first what the task has to leave behind, what its feedback and brief name, what
 * came out of the tasks before it, what imports these or is imported by them, and the conventions; the rest by name. The
 * same material gives the same choice. `budget` counts the words too; null takes every file. Secrets are never chosen.
 */
export function chooseFiles(material: Material, words: string, budget: number | null): Chosen {
  const promptTokens = estimateTokens(words);
  const open = budget === null ? Number.POSITIVE_INFINITY : Math.max(0, budget - promptTokens);
  const share = open * LARGEST_SHARE;
  const chosen = new Map<string, string>();
  const files: ContextFile[] = [];
  let left = open;
  for (const { path, text, why, wanted } of inOrder(material, budget === null)) {
    const bytes = Buffer.byteLength(text);
    if (material.secrets.has(path)) files.push(without(path, bytes, 'withheld', 'it holds secrets, or may'));
    else if (!wanted) files.push(without(path, bytes, 'listed', why));
    else {
      const piece = cutToFit(text, Math.min(left, share));
      if (piece === undefined)
        files.push(without(path, bytes, 'listed', `${why}, but nothing was left for it`));
      else {
        const tokens = estimateTokens(piece);
        left -= tokens;
        chosen.set(path, piece);
        files.push({ path, bytes, tokens, shown: piece === text ? 'whole' : 'part', why });
      }
    }
  }
  for (const { path, why } of material.skipped) files.push(without(path, 0, 'withheld', `not read: ${why}`));
  const fileTokens = files.reduce((sum, { tokens }) => sum + tokens, 0);
  const more = Math.max(0, files.length - MOST_NAMED);
  return {
    files: chosen,
    context: { budget, promptTokens, fileTokens, files: files.slice(0, MOST_NAMED), more },
  };
}

function without(path: string, bytes: number, shown: 'listed' | 'withheld', why: string): ContextFile {
  return { path, bytes, tokens: 0, shown, why };
}

/** As much of a text as fits, with a word about what is missing; undefined where that is too little to be of use. */
function cutToFit(text: string, tokens: number): string | undefined {
  if (estimateTokens(text) <= tokens) return text;
  if (tokens < LEAST_TOKENS) return undefined;
  const start = beginning(text, tokens - LEAST_TOKENS / 4);
  const shown = Buffer.byteLength(start);
  return `${start}\n… cut here: ${shown} of ${Buffer.byteLength(text)} bytes are shown\n`;
}

type Candidate = { path: string; text: string; why: string; wanted: boolean };

/** Every file with why it is wanted, the most wanted first. */
function inOrder({ task, files, produced, feedback }: Material, all: boolean): Candidate[] {
  const reasons = new Map<string, string>();
  const add = (paths: Iterable<string>, why: string | ((path: string) => string)) => {
    for (const path of paths)
      if (files.has(path) && !reasons.has(path)) reasons.set(path, typeof why === 'string' ? why : why(path));
  };
  const named = (text: string) => [...files.keys()].filter((path) => text.includes(path));
  add(task.expects, 'the task has to leave it behind');
  add(named(feedback ?? ''), 'the feedback names it');
  add(named(task.brief), 'the brief names it');
  add(produced, 'a task before this one left it behind');
  const near = neighbours(files, new Set(reasons.keys()));
  add(near.keys(), (path) => near.get(path) ?? '');
  add(
    [...files.keys()].filter((path) => CONVENTIONS.test(path)),
    'it tells how things are done here',
  );
  const rest = [...files.keys()].filter((path) => !reasons.has(path));
  return [
    ...[...reasons].map(([path, why]) => ({ path, text: files.get(path) ?? '', why, wanted: true })),
    ...rest.map((path) => ({
      path,
      text: files.get(path) ?? '',
      why: all ? 'the agent takes every file' : 'nothing connects it with the task',
      wanted: all,
    })),
  ];
}
