import parse from 'spdx-expression-parse';
import satisfies from 'spdx-satisfies';
import type { Finding } from '#shared/model/check.ts';
import type { LockedPackage } from './package-list.ts';

/** Licences that oblige whoever passes the work on to open their own. */
const COPYLEFT = /^(A?GPL|LGPL|MPL|EPL|EUPL|CDDL|CPL|OSL|SSPL|CC-BY-SA|CeCILL)/i;
/** Characters of an expression that is parsed; the parser is recursive. */
const LONGEST = 300;

/** What is to be said of a new package's licence under the project's list of allowed ones; undefined where all is well. */
export function licenceFinding(
  { name, version, licence }: LockedPackage,
  allow: readonly string[],
  file: string,
): Finding | undefined {
  const who = `${name} ${version}`.trim();
  if (licence === undefined) {
    return {
      severity: 'info',
      rule: 'dependencies/licence-unknown',
      message: `${who} says no licence here`,
      file,
    };
  }
  const ids = idsOf(licence);
  if (ids === undefined) {
    const message = `${who} has a licence without an SPDX name: ${licence.slice(0, 80)}`;
    return { severity: 'info', rule: 'dependencies/licence-unknown', message, file };
  }
  if (isAllowed(licence, allow)) return undefined;
  const isCopyleft = ids.some((id) => COPYLEFT.test(id));
  return {
    severity: 'warning',
    rule: isCopyleft ? 'dependencies/copyleft' : 'dependencies/licence',
    message: `${who} is under ${licence}, which the project does not allow`,
    file,
    hint: 'Use another package, or allow the licence in the settings of the project.',
  };
}

type Expression = ReturnType<typeof parse>;

function idsOf(licence: string): string[] | undefined {
  if (licence.length > LONGEST) return undefined;
  try {
    const ids: string[] = [];
    const waiting: Expression[] = [parse(licence)];
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      if ('license' in at) ids.push(at.license);
      else waiting.push(at.left, at.right);
    }
    return ids;
  } catch {
    return undefined;
  }
}

function isAllowed(licence: string, allow: readonly string[]): boolean {
  // An entry of the project's list that is no SPDX name must not make the others worthless.
  const usable = allow.filter((id) => idsOf(id)?.length === 1);
  return usable.length > 0 && satisfies(licence, usable);
}
