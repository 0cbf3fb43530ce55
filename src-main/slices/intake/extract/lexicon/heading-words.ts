import type { Level, RequirementKind } from '#shared/model/requirement.ts';

/** What headings of one language look like. The patterns see the title without its number. */
export type HeadingWords = {
  /** Nothing below binds. */
  skip?: RegExp;
  /** Background: below it only a plain obligation counts. */
  weak?: RegExp;
  /** The name of a document that tells what was said: below it as in the background. */
  speech?: RegExp;
  /** The name of a document of law, and of its clauses that bind its parties instead of the product. */
  legal?: RegExp;
  clauses?: RegExp;
  /** Among what is weak: how things are or were, not how they shall be. */
  told?: RegExp;
  acceptance: RegExp;
  requirement: RegExp;
  /** The name of a document that asks for something as a whole. */
  asksAsTitle: RegExp;
  functional?: RegExp;
  /** Headings that name nothing but a level. */
  levels: readonly [RegExp, Level][];
  /** A level named somewhere in a heading, number and all. */
  levelsWithin: readonly [RegExp, Level][];
  kinds: readonly [RegExp, RequirementKind][];
};
