// npm run build: bundles electron/ and renderer/ into out/. Only what changed is made again.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUT, ROOT } from './lib/paths.mjs';
import { run, say, seconds } from './lib/say.mjs';
import { whenChanged } from './lib/stamp.mjs';

const at = (...parts) => join(ROOT, ...parts);
const TOOLING = [at('package-lock.json'), at('build', 'bundles.mjs'), at('build', 'vite.config.mjs'), at('build', 'build.mjs')];

async function buildElectron() {
  const { rolldown } = await import('rolldown');
  const { ENTRIES, bundleOptions } = await import('./bundles.mjs');
  for (const name of Object.keys(ENTRIES).filter((entry) => existsSync(at(ENTRIES[entry])))) {
    const { output, ...input } = bundleOptions(name);
    const bundle = await rolldown(input);
    await bundle.write(output);
    await bundle.close();
  }
}

async function buildRenderer() {
  const { build } = await import('vite');
  const { default: config } = await import('./vite.config.mjs');
  await build({ ...config, logLevel: 'warn' });
}

/** Brings out/ up to date. Resolves to the names of the parts that had to be made. */
export async function buildAll() {
  const started = performance.now();
  const made = [];
  if (await whenChanged(join(OUT, '.electron.stamp'), [at('electron'), at('shared'), ...TOOLING], buildElectron)) made.push('electron');
  if (existsSync(at('renderer', 'index.html')) && await whenChanged(join(OUT, '.renderer.stamp'), [at('renderer'), at('shared'), ...TOOLING], buildRenderer)) made.push('renderer');
  say(made.length > 0 ? `Built ${made.join(' and ')} in ${seconds(started)}.` : 'Build is up to date.');
  return made;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run(buildAll);
