// npm run long: the tests that CI runs in short, at full length. Set any of LENGTHS in the environment for other lengths.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from './build.mjs';
import { CACHE, ROOT } from './lib/paths.mjs';
import { run, say } from './lib/say.mjs';
import { fromVitest } from './test/counts.mjs';

/** Ten times what CI runs, of what fast-check generates fifty, the 200 kills a release is judged by and 100 while 4 GB move, 20,000 broken files a format. */
const LENGTHS = { CAIRN_TIMES: '50', CAIRN_CASES: '20000', CAIRN_SEEDS: '20000', CAIRN_FOLD_CASES: '1500', CAIRN_KILLS: '200', CAIRN_MOVE_KILLS: '100', CAIRN_MOVE_MB: '4000', CAIRN_FILES: '100000', CAIRN_MUTATIONS: '20000', CAIRN_HUGE: '2500000000', CAIRN_WANDB: 'wandb-new=wandb,wandb-028=wandb==0.28.*,wandb-old=wandb==0.23.0' };

await run(async () => {
  await buildAll();
  mkdirSync(join(CACHE, 'reports'), { recursive: true });
  const report = join(CACHE, 'reports', 'long.json');
  const seed = process.env.CAIRN_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
  say(`CAIRN_SEED=${seed}`);
  const { status } = spawnSync(process.execPath, [join(ROOT, 'build/test/runVitest.mjs'), report, process.execPath, 'unit', 'sim', 'integration'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...LENGTHS, ...process.env, CAIRN_SEED: seed },
  });
  const { passed, failed } = fromVitest(report);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = status !== 0 || failed > 0 ? 1 : 0;
});
