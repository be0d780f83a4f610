// npm run fixtures: writes fixtures and vectors that do not exist yet. Each generator is a program of its own and never changes an old file.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CACHE, ROOT } from './lib/paths.mjs';
import { run } from './lib/say.mjs';

const GENERATORS = ['test/vectors/generate.ts'];

await run(async () => {
  const { rolldown } = await import('rolldown');
  const { bundleOptions } = await import('./bundles.mjs');
  for (const [index, generator] of GENERATORS.entries()) {
    const { output, ...input } = bundleOptions(generator, join(ROOT, generator), join(CACHE, 'fixtures', `${index}.cjs`));
    const bundle = await rolldown(input);
    await bundle.write(output);
    await bundle.close();
    const { status } = spawnSync(process.execPath, [output.file], { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) process.exitCode = status ?? 1;
  }
});
