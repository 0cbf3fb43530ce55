import { z } from 'zod';

/** A line of an attempt's log. `line` counts from 0 within the attempt. */
export const LogLine = z.object({
  line: z.number().int().nonnegative(),
  at: z.number().int(),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;
