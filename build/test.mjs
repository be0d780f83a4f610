// npm test: everything CI runs, from a fresh clone on. Ends with "N passed, N failed" and exits non-zero on any failure.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, MODULES, ROOT } from './lib/paths.mjs';
import { run, say, seconds } from './lib/say.mjs';
import { setUp } from './setup.mjs';
import { add, fromPlaywright, fromVitest, judgeSkips, NOTHING } from './test/counts.mjs';

const REPORTS = join(CACHE, 'reports');
/** Room for the window at its usual size. */
const SCREEN = ['-a', '-s', '-screen 0 1600x1000x24'];
/** Parts of the end-to-end tests that run side by side, each on a screen of its own; where there is one real screen, one. */
const SHARDS = process.platform === 'linux' ? 2 : 1;

/** Nothing of the person's own registry, settings or tokens reaches a test. */
function testEnvironment() {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CAIRN_'));
  return { ...Object.fromEntries(own), CAIRN_HOME: join(CACHE, 'test-home'), NO_COLOR: process.env.CI ? '1' : undefined };
}

function start(name, command, args, env) {
  const started = performance.now();
  say(`\n== ${name}`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env });
  say(`== ${name}: ${status === 0 ? 'ok' : `failed${error ? ` (${error.message})` : ''}`} (${seconds(started)})`);
  return status === 0;
}

function vitest(name, executable, projects) {
  const report = join(REPORTS, `${name.replace(/\W+/g, '-')}.json`);
  const ok = start(name, process.execPath, [join(ROOT, 'build/test/runVitest.mjs'), report, executable, ...projects], testEnvironment());
  const counts = fromVitest(report);
  return !ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function shard(number) {
  const report = join(REPORTS, `e2e-${number}.json`);
  const command = [process.execPath, join(MODULES, 'playwright/cli.js'), 'test', '-c', join(ROOT, 'build/playwright.config.mjs'), `--shard=${number}/${SHARDS}`];
  const [file, ...args] = process.platform === 'linux' ? ['xvfb-run', ...SCREEN, ...command] : command;
  const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...testEnvironment(), CAIRN_E2E_REPORT: report, CAIRN_E2E_SHARD: String(number) } });
  const ok = await once(child, 'exit').then(([status]) => status === 0, (error) => say(error.message));
  const counts = fromPlaywright(report);
  return !ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function endToEnd() {
  const started = performance.now();
  say('\n== end to end');
  const counts = (await Promise.all(Array.from({ length: SHARDS }, (_, index) => shard(index + 1)))).reduce(add, NOTHING);
  say(`== end to end: ${counts.failed === 0 ? 'ok' : 'failed'} (${seconds(started)})`);
  return counts;
}

async function build() {
  const { buildAll } = await import('./build.mjs');
  try {
    await buildAll();
    return { ...NOTHING, passed: 1 };
  } catch (error) {
    say(error.message);
    return { ...NOTHING, failed: 1 };
  }
}

await run(async () => {
  const started = performance.now();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const runtime = await setUp({ needsScreen: true });
  let total = await build();
  const { checkAll } = await import('./check.mjs');
  total = add(total, checkAll());
  total = add(total, vitest('tests on Node', process.execPath, ['unit', 'conformance', 'sim', 'integration']));
  total = add(total, vitest(`tests on Electron ${runtime.version} as Node`, runtime.path, ['unit', 'conformance']));
  total = add(total, await endToEnd());
  const { allowed, refused } = judgeSkips(total.skips);
  for (const { test, reason } of refused) say(`not allowed to skip: ${test} (${reason || 'no reason given'})`);
  const reasons = [...new Set(allowed.map(({ reason }) => reason))];
  say(`\nTook ${seconds(started)}.`);
  say(`skipped: ${total.skips.length}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`);
  say(`${total.passed} passed, ${total.failed + refused.length} failed`);
  process.exitCode = total.failed + refused.length > 0 ? 1 : 0;
});
