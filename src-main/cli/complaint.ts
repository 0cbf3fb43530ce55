import type { Check } from '#shared/model/check.ts';

/** Why a check failed, in one sentence. */
export function complaintOf({ findings, summary }: Pick<Check, 'findings' | 'summary'>): string {
  const error = findings.find(({ severity }) => severity === 'error');
  if (!error) return summary;
  return error.file === undefined ? error.message : `${error.file}: ${error.message}`;
}
