import type { Level, RequirementKind } from '#shared/model/requirement.ts';

/** What headings of one language look like. The patterns see the title without its number. */
export type HeadingWords = {
  /** Nothing below binds. */
  skip?: RegExp;
  /** Background: below it only a plain obligation counts. */
  weak?: RegExp;
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
