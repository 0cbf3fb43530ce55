import { defineConfig } from 'vitest/config';

/** Tests that start whole hosts or many processes; they may take minutes where a unit test may take seconds. */
const INTEGRATION = '**/*.integration.test.{ts,tsx,mjs}';

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
          exclude: [INTEGRATION],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: [`src-*/${INTEGRATION}`, `scripts/${INTEGRATION}`],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
