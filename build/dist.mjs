// npm run dist [-- TARGET...]: installers by electron-builder. On the fallback runtime, or with --development, an unpacked
// app and a .deb for trying out, both marked as a development package.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './lib/paths.mjs';
import { Plain, run, say, seconds } from './lib/say.mjs';
import { setUp } from './setup.mjs';

const OUTPUT = join(ROOT, 'release');
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

function sayDevelopment({ app, deb, bytes }) {
  say('A development package, never a release:');
  say(`  ${app}${bytes ? ` (${megabytes(bytes)})` : ''}`);
  if (deb) say(`  ${deb} (${megabytes(statSync(deb).size)})`);
}

await run(async () => {
  const started = performance.now();
  const { values, positionals: targets } = parseArgs({ allowPositionals: true, options: { development: { type: 'boolean', default: false }, yes: { type: 'boolean' } } });
  const runtime = await setUp();
  const { buildAll } = await import('./build.mjs');
  const { buildDevelopment, buildRelease } = await import('./dist/build.mjs');
  await buildAll();
  const release = runtime.kind === 'official' && !values.development;
  if (!release && targets.length > 0) throw new Plain(`Installers are made on Electron's official binary alone; this is ${runtime.version} (${runtime.kind}). Without a target a development package is made.`);
  if (release) {
    const bytes = await buildRelease({ runtime, output: OUTPUT, targets });
    say(`Installers are in ${OUTPUT}${bytes ? `; the app takes ${megabytes(bytes)}` : ''}.`);
  } else sayDevelopment(await buildDevelopment({ runtime, output: OUTPUT, compression: 'gzip' }));
  say(`Took ${seconds(started)}.`);
});
