import type { RequirementKind } from '#shared/model/requirement.ts';
import type { Range } from '../sentences.ts';

/** A requirement that a contract declares: the place that declares it, and what it says there in words. */
export type DeclaredFind = Range & {
  text: string;
  kind: RequirementKind;
  /** Names above the place within the contract. */
  headings: string[];
  acceptance: string[];
};
