import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vite';

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
          ? Object.fromEntries(globSync('bench/*.ts').map((path) => [basename(path, '.ts'), path]))
          : { cli: 'src-main/cli/main.ts' },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
});
