// End-to-end tests: the built app in real Electron, one window at a time. Run by build/test.mjs, under Xvfb where there is no screen.
import { join } from 'node:path';
import { CACHE, ROOT } from './lib/paths.mjs';

export default {
  testDir: join(ROOT, 'test', 'e2e'),
  outputDir: join(CACHE, 'e2e'),
  // Each file has its own app and data root; two at once use the second core while one waits for its window.
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  preserveOutput: 'failures-only',
  reporter: process.env.CAIRN_E2E_REPORT ? [['line'], ['json', { outputFile: process.env.CAIRN_E2E_REPORT }]] : [['list']],
};
