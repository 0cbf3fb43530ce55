import { z } from 'zod';

/** From where on code is too long or too tangled. Past it stands a warning; past `EXTREME` times as much an error. */
export const SizeLimits = z.object({
  /** Lines of a file of code. */
  fileLines: z.number().int().min(10).max(100_000),
  /** Lines of a function, nested functions included. */
  functionLines: z.number().int().min(5).max(10_000),
  /** Cyclomatic complexity of a function: decisions in it, plus one (McCabe 1976). Nested functions count for themselves. */
  complexity: z.number().int().min(2).max(1_000),
});
export type SizeLimits = z.infer<typeof SizeLimits>;

export const DEFAULT_SIZES: SizeLimits = { fileLines: 600, functionLines: 100, complexity: 20 };

/** How many times a limit makes an error of a warning. */
export const EXTREME = 5;

/** Licences that a new dependency may have, as SPDX ids. Others are warned of, unknown ones told. */
export const Licences = z.object({ allow: z.array(z.string().min(1).max(100)).max(200) });
export type Licences = z.infer<typeof Licences>;

export const DEFAULT_LICENCES: Licences = {
  allow: [
    'MIT',
    'MIT-0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
    'CC-BY-4.0',
    'Python-2.0',
    'PSF-2.0',
    'Zlib',
    'BSL-1.0',
    'Unicode-3.0',
  ],
};
