// What is bundled from electron/, and how. One place for the build, the dev loop, benches and tests.
import { join } from 'node:path';
import { OUT, ROOT } from './lib/paths.mjs';

/** Modules that stay outside the bundles: native ones, and what the runtime supplies. */
export const EXTERNAL = ['electron', 'libsql', '@napi-rs/blake-hash', /^node:/];

/** Output name -> entry. Each becomes one CommonJS file: a sandboxed preload can load no second one. */
export const ENTRIES = {
  main: 'electron/main/index.ts',
  preload: 'electron/preload/index.ts',
  utility: 'electron/host/utility.ts',
  utilityLoad: 'electron/host/utilityLoad.ts',
  utilityKeepCode: 'electron/host/utilityKeepCode.ts',
  cli: 'electron/host/cli/entry.ts',
  cliLoad: 'electron/host/cli/load.ts',
  cliMain: 'electron/host/cli/index.ts',
  cliKeepCode: 'electron/host/cli/keepCode.ts',
  ingestWorker: 'electron/engine/cache/ingestWorker.ts',
};

/** Imports are written with `.js`, as they will be; on disk the files are TypeScript. */
export const EXTENSION_ALIAS = { '.js': ['.ts', '.tsx', '.js'] };

/**
 * Rolldown options for one entry. `target` is Node 18: the oldest runtime that must run it.
 * @param {string} name
 * @param {string} [input]
 * @param {string} [file]
 * @returns {import('rolldown').InputOptions & { output: import('rolldown').OutputOptions }}
 */
export function bundleOptions(name, input = join(ROOT, ENTRIES[name]), file = join(OUT, 'electron', `${name}.cjs`)) {
  return {
    input,
    cwd: ROOT,
    platform: 'node',
    external: EXTERNAL,
    resolve: { extensionAlias: EXTENSION_ALIAS },
    transform: { target: 'node18', define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'warn',
    output: { file, format: 'cjs', sourcemap: true, codeSplitting: false, exports: 'auto' },
  };
}
