import type { KeptFile } from '#shared/model/attempt.ts';
import type { Replaced } from '../../workspace/hands.ts';
import type { Spared } from '../../workspace/review.ts';

/** What is known of the files of a project when an attempt begins. */
export type Holdings = {
  /** What merged attempts ever left: path to the hashes of its contents. */
  own: ReadonlyMap<string, ReadonlySet<string>>;
  /** What a person said about files in the way of this task, the latest word last. */
  rulings: readonly KeptFile[];
  /** When the run began, epoch milliseconds. */
  runOpenedAt: number;
};

export type Judgement = {
  /** A person's files without a word on them: the work waits. */
  ask: Replaced[];
  /** Files that the person keeps. */
  spare: Spared[];
};

/**
 * The write policy: what an attempt or nobody wrote is replaced, and so is what a repository brought along to be worked
 * on; a person's file only by their word, which holds for the very content they gave it about.
 */
export function judge(replaced: readonly Replaced[], rulings: readonly KeptFile[]): Judgement {
  const judgement: Judgement = { ask: [], spare: [] };
  for (const file of replaced) {
    if (file.hand !== 'person') continue;
    // A yes to a change is no yes to the loss of the file.
    const word = rulings.findLast(
      ({ path, sha256, change, ruling }) =>
        path === file.path && sha256 === file.sha256 && (ruling !== 'new' || change === file.change),
    );
    if (word?.ruling === undefined) judgement.ask.push(file);
    else if (word.ruling !== 'new') judgement.spare.push({ path: file.path, how: word.ruling });
  }
  return judgement;
}
