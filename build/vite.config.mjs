// The page: React from renderer/ into out/renderer, for Chrome 114 and the app:// scheme.
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { OUT, ROOT } from './lib/paths.mjs';

export default {
  root: join(ROOT, 'renderer'),
  base: './',
  cacheDir: join(ROOT, '.cache', 'vite'),
  configFile: false,
  plugins: [react()],
  clearScreen: false,
  build: {
    outDir: join(OUT, 'renderer'),
    emptyOutDir: true,
    target: 'chrome114',
    cssTarget: 'chrome114',
    sourcemap: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    // One file for all that the first picture needs: each file is a question to the main process, which starts the engine meanwhile.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
  },
  worker: { format: 'es' },
};
