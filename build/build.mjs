// npm run build: bundles electron/ and renderer/ into out/. Only what changed is made again.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUT, ROOT } from './lib/paths.mjs';
import { Plain, run, say, seconds } from './lib/say.mjs';
import { whenChanged } from './lib/stamp.mjs';
import { keepCompiledCode } from './codeCache.mjs';

const at = (...parts) => join(ROOT, ...parts);
const TOOLING = ['package-lock.json', 'package.json', 'build/bundles.mjs', 'build/vite.config.mjs', 'build/viewer.mjs', 'build/build.mjs', 'build/codeCache.mjs'].map((path) => at(path));
const IMAGES = ['icon.png', 'drag.png'];

/** Every entry is tried, so that one run names all that is wrong. */
async function buildElectron() {
  const { rolldown } = await import('rolldown');
  const { ENTRIES, bundleOptions } = await import('./bundles.mjs');
  const failures = [];
  for (const name of Object.keys(ENTRIES)) {
    const { output, ...input } = bundleOptions(name);
    try {
      const bundle = await rolldown(input);
      await bundle.write(output);
      await bundle.close();
    } catch (error) {
      failures.push(`Bundling ${ENTRIES[name]} failed: ${error.message}`);
    }
  }
  for (const image of IMAGES) cpSync(at('build/resources', image), join(OUT, 'resources', image));
  if (failures.length > 0) throw new Plain(failures.join('\n'));
  keepCompiledCode();
}

async function buildRenderer() {
  const { build } = await import('vite');
  const { default: config } = await import('./vite.config.mjs');
  await build({ ...config, logLevel: 'warn' });
  const { buildViewer } = await import('./viewer.mjs');
  await buildViewer();
}

/** Brings out/ up to date. Resolves to the names of the parts that had to be made. */
export async function buildAll() {
  const started = performance.now();
  const made = [];
  if (await whenChanged(join(OUT, '.electron.stamp'), [at('electron'), at('shared'), at('build/resources'), ...TOOLING], buildElectron)) made.push('electron');
  if (await whenChanged(join(OUT, '.renderer.stamp'), [at('renderer'), at('shared'), ...TOOLING], buildRenderer)) made.push('renderer');
  say(made.length > 0 ? `Built ${made.join(' and ')} in ${seconds(started)}.` : 'Build is up to date.');
  return made;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run(buildAll);
