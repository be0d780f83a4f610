// npm run long: the tests that CI runs in short, at full length. CAIRN_CASES, CAIRN_KILLS and CAIRN_FILES set other lengths.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from './build.mjs';
import { CACHE, ROOT } from './lib/paths.mjs';
import { run, say } from './lib/say.mjs';
import { fromVitest } from './test/counts.mjs';

/** Ten times what CI runs, and the 200 kills a release is judged by. */
const LENGTHS = { CAIRN_CASES: '20000', CAIRN_KILLS: '200', CAIRN_FILES: '100000' };

await run(async () => {
  await buildAll();
  mkdirSync(join(CACHE, 'reports'), { recursive: true });
  const report = join(CACHE, 'reports', 'long.json');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'build/test/runVitest.mjs'), report, process.execPath, 'sim', 'integration'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...LENGTHS, ...process.env },
  });
  const { passed, failed } = fromVitest(report);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = status !== 0 || failed > 0 ? 1 : 0;
});
