import { type Fault, fail, ok, type Result } from '#shared/faults.ts';
import { type CapsuleFile, CapsuleManifest } from '#shared/model/capsule.ts';
import { pathProblem } from '../../guard/jail.ts';

export const FORMAT = 'orchestrator-capsule/1';

/** The whole manifest: what is known beforehand and the packed files, in the order of their paths. */
export function buildManifest(
  known: Omit<CapsuleManifest, 'files'>,
  files: readonly CapsuleFile[],
): CapsuleManifest {
  return { ...known, files: [...files].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** JSON in which equal manifests are equal bytes: keys sorted, two spaces, a line end at the end. */
export function serialiseManifest(manifest: CapsuleManifest): string {
  return `${JSON.stringify(sortKeys(manifest), undefined, 2)}\n`;
}

/** Reads a manifest that anybody may have written. Faults: `invalid_input`. */
export function parseManifest(text: string): Result<CapsuleManifest> {
  const json = parseJson(text);
  if (json === undefined) return refuse('is not JSON');
  const format = isRecord(json) ? json.format : undefined;
  if (format !== FORMAT) {
    return refuse(
      typeof format === 'string'
        ? `has the format ${JSON.stringify(format.slice(0, 60))}, which this version does not know`
        : 'names no format',
    );
  }
  const parsed = CapsuleManifest.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(`is wrong at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'unknown'}`);
  }
  const seen = new Set<string>();
  for (const { path } of parsed.data.files) {
    const problem = pathProblem(path) ?? (seen.has(path) ? 'is named twice' : undefined);
    if (problem) return refuse(`names the file ${JSON.stringify(path.slice(0, 200))}, which ${problem}`);
    seen.add(path);
  }
  return ok(parsed.data);
}

function refuse(problem: string): { ok: false; fault: Fault } {
  return fail('invalid_input', `This is no sound capsule: its manifest ${problem}`, {
    hint: 'Nothing was unpacked or run. Get the capsule again from where it came.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}
