import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vite';

/** What runs in a thread or a process of its own is found by the name of its file, beside whoever starts it. */
const THREADS: Record<string, string> = {
  'backup-thread': 'src-main/host/backup/backup-thread.ts',
  'examiner-child': 'src-main/slices/validation/checks/examiner-child.ts',
  'reading-thread': 'src-main/host/reading-thread.ts',
};

/**
 * Builds what runs in Node: the command line into `dist/host`, and with `--mode bench` the benchmarks into `dist/bench`.
 * Packages stay outside. The output is flat, so that a module finds the project's root two folders up in either form.
 */
export default defineConfig(({ mode }) => {
  const isBench = mode === 'bench';
  return {
    publicDir: false,
    ssr: { target: 'node', noExternal: /^#/ },
    build: {
      ssr: true,
      outDir: isBench ? 'dist/bench' : 'dist/host',
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: isBench
          ? {
              ...Object.fromEntries(globSync('bench/*.ts').map((path) => [basename(path, '.ts'), path])),
              ...THREADS,
            }
          : { cli: 'src-main/cli/main.ts', ...THREADS },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
});
