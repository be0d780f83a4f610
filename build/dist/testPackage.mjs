// Makes the development package that test/integration/package.test.ts installs, unless it is there and nothing changed.
// Last line printed: {deb, made, seconds} as JSON.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, OUT, ROOT } from '../lib/paths.mjs';
import { Plain, run, say } from '../lib/say.mjs';
import { whenChanged } from '../lib/stamp.mjs';
import { buildAll } from '../build.mjs';
import { electronPath } from '../setup/electronPath.mjs';
import { buildDevelopment } from './build.mjs';

const OUTPUT = join(CACHE, 'package');
const debIn = (folder) => (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.deb')).map((name) => join(folder, name))[0];

await run(async () => {
  const started = performance.now();
  await buildAll();
  const runtime = electronPath();
  const inputs = ['build/dist', 'build/resources', 'electron-builder.yml', 'package.json', 'package-lock.json', 'LICENSE'].map((path) => join(ROOT, path));
  const made = await whenChanged(join(OUTPUT, '.stamp'), [OUT, join(runtime.dist, 'version'), ...inputs], () => buildDevelopment({ runtime, output: OUTPUT, compression: 'none' }));
  const deb = debIn(OUTPUT);
  if (!deb) throw new Plain('No .deb was made.');
  say(JSON.stringify({ deb, made, seconds: (performance.now() - started) / 1000 }));
});
