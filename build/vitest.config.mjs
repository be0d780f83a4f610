// Unit, conformance, simulation and integration tests. End-to-end tests are Playwright's (playwright.config.mjs).
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';

/** Set by build/test/runVitest.mjs where the workers are the Electron runtime as Node, not this Node. */
const onRuntime = process.env.CAIRN_TEST_NODE !== undefined;
/**
 * What the app's runtime never runs, and so is tried on this Node alone: the page, whose tests are on Node for speed, with what a
 * newer one has in common with Chrome; and the scripts of build/, which npm starts.
 */
const NOT_OF_THE_RUNTIME = ['test/unit/renderer/**', 'test/unit/house/layers.test.ts'];

/** Long runs have properties try so many times as many cases (test/support/fastCheck.ts). */
const TIMES = Number(process.env.CAIRN_TIMES ?? 1);

/** What takes seconds here takes several times that where two others run beside it. */
const MOST_MS = 60_000;

const project = (name, extra = {}) => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...extra },
});

export default {
  root: ROOT,
  cacheDir: join(ROOT, '.cache', 'vitest'),
  ...(onRuntime ? { resolve: { alias: { rolldown: join(ROOT, 'build/test/rolldownOutside.mjs') } } } : {}),
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: MOST_MS,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    restoreMocks: true,
    exclude: ['node_modules/**', ...(onRuntime ? NOT_OF_THE_RUNTIME : [])],
    projects: [
      project('unit', { testTimeout: MOST_MS * TIMES }),
      project('conformance'),
      project('sim', { testTimeout: 240_000 }),
      project('integration', { testTimeout: 240_000, hookTimeout: 60_000 }),
    ],
  },
};
