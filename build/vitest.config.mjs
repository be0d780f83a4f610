// Unit, conformance, simulation and integration tests. End-to-end tests are Playwright's (playwright.config.mjs).
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';

const project = (name, extra = {}) => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...extra },
});

export default {
  root: ROOT,
  cacheDir: join(ROOT, '.cache', 'vitest'),
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    projects: [
      project('unit'),
      project('conformance', { testTimeout: 60_000 }),
      project('sim', { testTimeout: 240_000 }),
      project('integration', { testTimeout: 120_000, maxWorkers: 1 }),
    ],
  },
};
