// npm run fixtures: writes fixtures and vectors that do not exist yet. Each generator is a program of its own and never changes an old file.
// With `-- models` it has the real libraries write their model files anew, into .cache, and compares what they read back with what is kept.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CACHE, ROOT } from './lib/paths.mjs';
import { run } from './lib/say.mjs';
import { compareModels } from './fixtures/models.mjs';

const GENERATORS = ['test/vectors/generate.ts'];

await run(async () => {
  if (process.argv.includes('models')) {
    process.exitCode = compareModels() ? 0 : 1;
    return;
  }
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
