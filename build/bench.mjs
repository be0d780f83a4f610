// npm run -s bench -- NAME...: runs test/bench/NAME.ts on the Electron runtime as Node; standard output is JSON lines.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, OUT, ROOT } from './lib/paths.mjs';
import { Plain, run } from './lib/say.mjs';
import { electronPath } from './setup/electronPath.mjs';

const FOLDER = join(ROOT, 'test', 'bench');
/** Shared by the benches, none themselves. */
const SHARED = new Set(['fill', 'harness', 'homes', 'window', 'runsFill']);
/** Drives whole processes from outside, by a driver that needs a newer Node than the runtime's. */
const FROM_OUTSIDE = new Set(['app', 'compare', 'doors', 'lineage', 'metricAcross', 'registry', 'reports', 'runsWindow', 'sync']);

/** Benches of which a part is a program of its own. */
const PARTS = { runs: ['runs', 'runsWindow'], sync: ['sync', 'syncRows'] };

async function bundle(name) {
  const { rolldown } = await import('rolldown');
  const { bundleOptions } = await import('./bundles.mjs');
  const file = join(CACHE, 'bench', `${name}.cjs`);
  const { output, ...input } = bundleOptions(name, join(FOLDER, `${name}.ts`), file);
  const made = await rolldown({ ...input, external: [...input.external, 'playwright', 'rolldown', 'vite'] });
  await made.write(output);
  await made.close();
  return file;
}

await run(async () => {
  const known = readdirSync(FOLDER).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3)).filter((name) => !SHARED.has(name));
  const wanted = process.argv.slice(2);
  const names = wanted.length > 0 ? wanted.flatMap((name) => PARTS[name] ?? [name]) : known;
  for (const name of names) if (!known.includes(name)) throw new Plain(`There is no bench "${name}". There are: ${known.join(', ')}.`);
  if (!existsSync(join(OUT, 'electron', 'ingestWorker.cjs'))) throw new Plain('The app is not built yet. Run `npm run build` first.');
  const runtime = electronPath();
  for (const name of names) {
    const outside = FROM_OUTSIDE.has(name);
    const env = { ...process.env, ...(outside ? {} : { ELECTRON_RUN_AS_NODE: '1' }), CAIRN_OUT: join(OUT, 'electron') };
    const { status } = spawnSync(outside ? process.execPath : runtime.path, [await bundle(name)], { cwd: ROOT, stdio: 'inherit', env });
    if (status !== 0) process.exitCode = status ?? 1;
  }
});
