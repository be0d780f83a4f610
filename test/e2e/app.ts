// The fixture of every end-to-end test: the built app, in real Electron, on a data root of its own.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { test as base, type TestInfo } from 'playwright/test';
import { electronPath } from '../../build/setup/electronPath.mjs';
import { TEST_IDENTITY } from '../support/runtimeProgram.js';
import { openScreen } from '../support/screen.js';

export { expect } from 'playwright/test';

/** The folder Electron is given: its package.json names out/electron/main.cjs. */
export const APP_FOLDER = join(__dirname, '..', '..');

export interface LaunchOptions {
  /** Window rules to switch off (electron/main/rules.ts), to see that a probe can fail. */
  readonly disable?: readonly string[];
  readonly args?: readonly string[];
  /** Another data root than the test's own. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Cairn {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  close(): Promise<void>;
}

interface Fixtures {
  /** A fresh data root, removed afterwards. */
  home: string;
  /** Starts the app on `home`; what is still open at the end is closed. May be called again after `close`. */
  launch(options?: LaunchOptions): Promise<Cairn>;
  /** The app, started with nothing special. */
  cairn: Cairn;
}

export const test = base.extend<Fixtures, { display: void }>({
  // What runs side by side has a screen each (build/playwright.config.mjs).
  display: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      if (!Number(process.env['CAIRN_E2E_SCREENS'])) return use();
      const screen = await openScreen();
      process.env['DISPLAY'] = screen.display;
      await use();
      await screen.end();
    },
    { scope: 'worker', auto: true },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  home: async ({}, use, info) => {
    const home = mkdtempSync(join(tmpdir(), 'cairn-e2e-'));
    await use(home);
    if (failed(info) && existsSync(join(home, 'logs'))) cpSync(join(home, 'logs'), info.outputPath('logs'), { recursive: true });
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  },
  launch: async ({ home }, use, info) => {
    const open = new Set<Cairn>();
    await use(async (options = {}) => {
      const cairn = await start(options.home ?? home, options, async (self) => {
        open.delete(self);
        await keepTrace(self, info);
      });
      open.add(cairn);
      return cairn;
    });
    for (const cairn of open) await cairn.close();
  },
  cairn: async ({ launch }, use) => {
    await use(await launch());
  },
});

/** With CAIRN_TRACE=1 a failed test leaves a trace beside its screenshot; recording takes a seventh of all the time. */
const TRACED = process.env['CAIRN_TRACE'] === '1';

const failed = (info: TestInfo): boolean => info.status !== info.expectedStatus;

async function start(home: string, { disable = [], args = [], env = {} }: LaunchOptions, closing: (self: Cairn) => Promise<void>): Promise<Cairn> {
  const app = await _electron.launch({
    executablePath: electronPath().path,
    args: ['--no-sandbox', APP_FOLDER, '--home', home, ...args],
    env: { ...(process.env as Record<string, string>), ...TEST_IDENTITY, CAIRN_TEST_DISABLE: disable.join(','), ...env },
  });
  if (TRACED) await app.context().tracing.start({ screenshots: true, snapshots: true });
  const page = await app.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  // Before the window stands nothing listens to keys and drops; one whose rules are switched off may never stand.
  if (disable.length === 0) await page.getByRole('main').waitFor();
  const cairn: Cairn = {
    app,
    page,
    home,
    async close() {
      await closing(cairn);
      await app.close();
    },
  };
  return cairn;
}

async function keepTrace(cairn: Cairn, info: TestInfo): Promise<void> {
  if (!failed(info)) return;
  await cairn.page.screenshot({ path: info.outputPath('window.png') }).catch(() => undefined);
  if (TRACED) await cairn.app.context().tracing.stop({ path: info.outputPath('trace.zip') }).catch(() => undefined);
}
