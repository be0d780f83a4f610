// End-to-end tests: the built app in real Electron. Run by build/test.mjs, under Xvfb where there is no screen.
import { join } from 'node:path';
import { CACHE, ROOT } from './lib/paths.mjs';

/** Virtual screens, one a worker (test/e2e/app.ts); without any, all is shown on the one that is there. */
const SCREENS = Number(process.env.CAIRN_E2E_SCREENS ?? 0);

export default {
  testDir: join(ROOT, 'test', 'e2e'),
  outputDir: join(CACHE, 'e2e'),
  // One window at a time on a screen: without a window manager a second one takes the keyboard from the first.
  workers: Math.max(1, SCREENS),
  // A worker that is free takes the next test, of whatever file.
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  preserveOutput: 'failures-only',
  reporter: process.env.CAIRN_E2E_REPORT ? [['line'], ['json', { outputFile: process.env.CAIRN_E2E_REPORT }]] : [['list']],
};
