import { z } from 'zod';
import { fail, ok, type Result } from '#shared/faults.ts';
import { PlanEdit, PlanEdits } from '#shared/model/plan-edit.ts';

/** What a person may say about a task on the command line, as it was typed. */
export type PlanOptions = {
  key?: string;
  title?: string;
  brief?: string;
  kind?: string;
  role?: string;
  needs?: string;
  agent?: string;
  priority?: string;
  complexity?: string;
  requirements?: string;
  after?: string;
  expects?: string;
  giveTo?: string;
  chained?: boolean;
};

export const PLAN_USAGE = `
What to do with the plan of a run (its id, or "latest"):
  show                                    the tasks, warnings and what can be undone (the default)
  add <title>                             with --kind, --requirements, --expects, --after, --complexity, --role …
  remove <task> [--give-to <task>]        --give-to: who takes over its requirements
  change <task>                           with --title, --brief, --priority, --complexity, --expects, --requirements
  split <task> <part> <part> …            a part: "title = R-1, R-2, src/file.ts"; --chained: one after the other
  merge <task> <task> …                   the first one stays; --title, --brief
  link <task> <task> …                    the first one waits for the others
  unlink <task> <task> …                  … and no longer waits for them
  assign <task>                           with --role, --needs, --agent <id> (or --agent none)
  undo, redo                              one step back, one step forth
  edit --file <edits.json>                many edits at once, all or none
  template <name>                         the shape of a template, as one edit that can be undone

Lists are written with commas: --requirements R-1,R-2 --expects src/a.ts,src/b.ts`;

/** The edit that words and options ask for, or what is wrong with them. */
export function editFrom(action: string, words: readonly string[], options: PlanOptions): Result<PlanEdit> {
  const raw = rawEdit(action, words, options);
  if (raw === undefined) {
    return fail('invalid_input', `"plan ${action}" was not understood with these words.`, {
      hint: '`orchestrator plan --help` shows what can be done.',
    });
  }
  const parsed = PlanEdit.safeParse(raw);
  return parsed.success ? ok(parsed.data) : notWell(parsed.error);
}

/** Edits from the text of a JSON file: a list, or an object with a list `edits`. */
export function editsFromFile(text: string): Result<PlanEdit[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail('invalid_input', 'The file with edits is no JSON.', {
      hint: `Nothing was changed. ${error instanceof Error ? error.message : ''}`.trim(),
    });
  }
  const parsed = PlanEdits.or(z.object({ edits: PlanEdits })).safeParse(value);
  if (!parsed.success) return notWell(parsed.error);
  return ok(Array.isArray(parsed.data) ? parsed.data : parsed.data.edits);
}

function rawEdit(action: string, words: readonly string[], options: PlanOptions): unknown {
  const [first, ...others] = words;
  if (first === undefined) return undefined;
  const { title, brief, priority, role, needs } = options;
  const size = options.complexity === undefined ? undefined : Number(options.complexity);
  const expects = listOf(options.expects);
  const requirementKeys = listOf(options.requirements);
  switch (action) {
    case 'add': {
      const { key, kind, agent } = options;
      const task = { key, brief, kind, role, needs, priority, complexity: size, requirementKeys, expects };
      const dependsOn = listOf(options.after);
      return { do: 'add', task: { ...task, title: words.join(' '), dependsOn, prefers: agent } };
    }
    case 'remove':
      return others.length > 0 ? undefined : { do: 'remove', key: first, giveTo: options.giveTo };
    case 'change': {
      const set = { title, brief, priority, complexity: size, expects, requirementKeys };
      const empty = Object.values(set).every((value) => value === undefined);
      return empty || others.length > 0 ? undefined : { do: 'change', key: first, set };
    }
    case 'split':
      return { do: 'split', key: first, into: others.map(partOf), chained: options.chained ?? false };
    case 'merge':
      return { do: 'merge', keys: words, title, brief };
    case 'link':
    case 'unlink':
      return { do: action, key: first, dependsOn: others };
    case 'assign': {
      const prefers = options.agent === 'none' ? null : options.agent;
      const empty = [role, needs, prefers].every((value) => value === undefined);
      return empty || others.length > 0 ? undefined : { do: 'assign', key: first, role, needs, prefers };
    }
    default:
      return undefined;
  }
}

/** `title = R-1, src/file.ts`: what looks like a requirement is one, the rest are files. */
function partOf(text: string) {
  const at = text.indexOf('=');
  const title = at < 0 ? text : text.slice(0, at);
  const carried = at < 0 ? [] : (listOf(text.slice(at + 1)) ?? []);
  const isKey = (word: string) => /^R-\d+$/i.test(word);
  return {
    title,
    requirementKeys: carried.filter(isKey).map((key) => key.toUpperCase()),
    expects: carried.filter((word) => !isKey(word)),
  };
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function notWell(error: z.ZodError): Result<never> {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  return fail(
    'invalid_input',
    `The edit is not well formed${place ? ` at ${place}` : ''}: ${issue?.message ?? ''}.`,
    {
      hint: 'Nothing was changed. `orchestrator plan --help` shows what can be done.',
    },
  );
}
