import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the page. Everything ends in files of its own: the page's policy forbids inline scripts. */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
