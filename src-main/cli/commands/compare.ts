import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import type { Capsule } from '#shared/model/capsule.ts';
import type { CapsuleComparison, Differences } from '#shared/model/capsule-comparison.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { count, oneLine } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';
import { chooseCapsule } from './export.ts';

type CompareOptions = CommonOptions & { json?: boolean };

const MOST_LISTED = 20;

export function addCompare(program: Command, perform: Perform): void {
  const command = program
    .command('compare')
    .description('show what changed from one capsule to another')
    .argument('<before>', 'id, version, name@version or path of a capsule')
    .argument('[after]', 'the other one (default: the newest of the same project)')
    .option('--json', 'print one line of JSON');
  withCommon(command).action((before: string, after: string | undefined, options: CompareOptions) =>
    perform(options, async (context) => {
      const { api, close } = unwrap(await connect(context));
      try {
        const capsules = await api.capsules.list({});
        const old = address(capsules, before, context.cwd);
        const now = address(capsules, after ?? newestBeside(capsules, old), context.cwd);
        const told = await api.capsules.compare({ before: old, after: now });
        if (options.json) context.terminal.json(told);
        else context.terminal.out(comparisonText(told));
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

/** The newest capsule of the project that a capsule is from; for one from elsewhere, the newest of all. */
function newestBeside(capsules: readonly Capsule[], id: string): string {
  const projectId = capsules.find((each) => each.id === id)?.projectId;
  const packed = capsules.filter((each) => each.projectId === projectId && each.state === 'packed');
  return packed.toSorted((a, b) => b.createdAt - a.createdAt)[0]?.id ?? 'latest';
}

/** A path where there is something, else the id of a capsule that goes by that name. */
function address(capsules: readonly Capsule[], wanted: string, cwd: string): string {
  const known = chooseCapsule(capsules, wanted);
  const path = resolve(cwd, wanted);
  return !known.ok && existsSync(path) ? path : unwrap(known).id;
}

export function comparisonText(told: CapsuleComparison): string {
  const { before, after, requirements, files, tasks, checks, decisions, cost } = told;
  const title = `${before.name} ${before.version} → ${after.name} ${after.version}`;
  if (told.same) return `${title}: nothing differs.`;
  const usd = (cost.after.microUsd - cost.before.microUsd) / 1e6;
  return [
    title,
    ...section('requirement', requirements, ({ key, text }) => `${key} ${oneLine(text, 100)}`),
    ...section('file', files, ({ path }) => path),
    ...section('task', tasks, ({ key, title: name, state }) => `${key} ${oneLine(name, 80)} (${state})`),
    ...list(
      count(checks.length, 'check'),
      checks.map(
        ({ task, kind, before: was = 'none', after: is = 'none' }) => `  ${task} ${kind}: ${was} → ${is}`,
      ),
    ),
    ...list(
      count(decisions.length, 'decision'),
      decisions.map(
        ({ title: asked, before: was = 'none', after: is = 'none' }) =>
          `  ${oneLine(asked, 80)}: ${was} → ${is}`,
      ),
    ),
    ...(usd === 0 ? [] : ['', `Cost: ${usd > 0 ? '+' : '-'}$${Math.abs(usd).toFixed(4)}`]),
  ].join('\n');
}

function section<T>(
  noun: string,
  { added, removed, changed }: Differences<T>,
  show: (entry: T) => string,
): string[] {
  return list(count(added.length + removed.length + changed.length, noun), [
    ...added.map((entry) => `  + ${show(entry)}`),
    ...changed.map(({ after }) => `  ~ ${show(after)}`),
    ...removed.map((entry) => `  - ${show(entry)}`),
  ]);
}

function list(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MOST_LISTED ? [`  … and ${lines.length - MOST_LISTED} more`] : [];
  return [
    '',
    `${heading} differ${heading.startsWith('1 ') ? 's' : ''}`,
    ...lines.slice(0, MOST_LISTED),
    ...more,
  ];
}
