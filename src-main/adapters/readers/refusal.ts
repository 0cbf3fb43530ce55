import { fail, type Result } from '#shared/faults.ts';

/** A document that cannot be read. The original is always kept; `advice` says what would help. */
export function refusal(message: string, advice: string, cause?: unknown): Result<never> {
  return fail('invalid_input', message, {
    hint: `Nothing was read; the original is kept. ${advice}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
