// npm test: everything CI runs, from a fresh clone on. Ends with "N passed, N failed" and exits non-zero on any failure.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, MODULES, ROOT } from './lib/paths.mjs';
import { run, say, seconds } from './lib/say.mjs';
import { setUp } from './setup.mjs';
import { add, fromPlaywright, fromVitest, judgeSkips, NOTHING } from './test/counts.mjs';

const REPORTS = join(CACHE, 'reports');
/** Of what a failed test says, in the list at the end. */
const MOST_LINES = 12;
/** End-to-end tests that run side by side, each on a virtual screen; where there are none of those, one at a time. */
const WINDOWS = process.platform === 'linux' ? 2 : 0;

/** Nothing of the person's own registry, settings or tokens reaches a test; CAIRN_TRACE=1 has failed end-to-end tests leave a trace. */
function testEnvironment() {
  const own = Object.entries(process.env).filter(([name]) => name === 'CAIRN_TRACE' || !name.startsWith('CAIRN_'));
  return { ...Object.fromEntries(own), CAIRN_HOME: join(CACHE, 'test-home'), NO_COLOR: process.env.CI ? '1' : undefined };
}

function start(name, command, args, env) {
  const started = performance.now();
  say(`\n== ${name}`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env });
  say(`== ${name}: ${status === 0 ? 'ok' : `failed${error ? ` (${error.message})` : ''}`} (${seconds(started)})`);
  return status === 0;
}

/** A part that ended badly failed, whatever its report says. */
const counted = (ok, counts) => (!ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

function vitest(name, executable, projects) {
  const report = join(REPORTS, `${name.replace(/\W+/g, '-')}.json`);
  const ok = start(name, process.execPath, [join(ROOT, 'build/test/runVitest.mjs'), report, executable, ...projects], testEnvironment());
  return counted(ok, fromVitest(report));
}

function endToEnd() {
  const report = join(REPORTS, 'e2e.json');
  const ok = start('end to end', process.execPath, [join(MODULES, 'playwright/cli.js'), 'test', '-c', join(ROOT, 'build/playwright.config.mjs')], { ...testEnvironment(), CAIRN_E2E_REPORT: report, CAIRN_E2E_SCREENS: String(WINDOWS) });
  return counted(ok, fromPlaywright(report));
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
  total = add(total, endToEnd());
  const { allowed, refused } = judgeSkips(total.skips);
  for (const { test, reason } of refused) say(`not allowed to skip: ${test} (${reason || 'no reason given'})`);
  for (const { test, message } of total.failures) say(`\nFAILED ${test}\n${message.split('\n').slice(0, MOST_LINES).join('\n')}`);
  const reasons = [...new Set(allowed.map(({ reason }) => reason))];
  say(`\nTook ${seconds(started)}.`);
  say(`skipped: ${total.skips.length}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`);
  say(`${total.passed} passed, ${total.failed + refused.length} failed`);
  process.exitCode = total.failed + refused.length > 0 ? 1 : 0;
});
