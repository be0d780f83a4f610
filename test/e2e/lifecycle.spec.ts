// The app's life: it opens, outlives its engine, says why when it cannot go on, and comes back where it was.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeBridge, NativeEvent } from '../../shared/contract/native.js';
import { electronPath } from '../../build/setup/electronPath.mjs';
import { cairnJson } from '../support/cli.js';
import { APP_FOLDER, expect, test, type Cairn } from './app.js';
import { enginePid } from './enginePid.js';
import { shell } from './screens/shell.js';

type BridgedWindow = Window & { cairn: NativeBridge };

/** The newest thing main said about the engine. */
function engineEvent({ page }: Cairn): Promise<NativeEvent> {
  return page.evaluate(
    () =>
      new Promise<NativeEvent>((done) => {
        const { cairn } = window as unknown as BridgedWindow;
        const stop = cairn.onEvent((event) => {
          stop();
          done(event);
        });
        void cairn.windowReady();
      }),
  );
}

async function killEngine(cairn: Cairn): Promise<number> {
  let pid = 0;
  await expect.poll(async () => (pid = (await enginePid(cairn)) ?? 0)).toBeGreaterThan(0);
  process.kill(pid, 'SIGKILL');
  return pid;
}

function logFile(home: string, name: string): void {
  const file = join(home, `${name}.bin`);
  writeFileSync(file, name);
  cairnJson(home, ['log', file, '--name', name]);
}

test('shows what the command line logs, also after the engine was killed', async ({ cairn }) => {
  logFile(cairn.home, 'before-kill');
  await expect(cairn.page.getByText('before-kill').first()).toBeVisible();
  const killed = await killEngine(cairn);
  await expect.poll(() => enginePid(cairn)).not.toBe(killed);
  logFile(cairn.home, 'after-kill');
  await expect(cairn.page.getByText('after-kill').first()).toBeVisible();
});

test('gives up on an engine that keeps crashing, says why, and starts it again when asked', async ({ cairn }) => {
  test.setTimeout(90_000);
  for (let crash = 0; crash < 5; crash += 1) {
    const killed = await killEngine(cairn);
    await expect.poll(() => enginePid(cairn)).not.toBe(killed);
  }
  await expect.poll(() => engineEvent(cairn)).toMatchObject({ event: 'engine', state: 'stopped', reason: expect.stringContaining('ended unexpectedly') });
  await cairn.page.evaluate(() => (window as unknown as BridgedWindow).cairn.requestPort());
  await expect.poll(() => engineEvent(cairn)).toMatchObject({ state: 'ready' });
});

test('stops with the reason when the data root cannot be used', async ({ home, launch }) => {
  mkdirSync(join(home, 'blobs'), { recursive: true });
  writeFileSync(join(home, 'registries'), 'a file where a folder must be');
  const cairn = await launch();
  await expect.poll(() => engineEvent(cairn)).toMatchObject({ event: 'engine', state: 'stopped', reason: expect.stringMatching(/registries/) });
});

test('a menu entry chosen while the page loads is carried out when it is there', async ({ cairn }) => {
  await expect(shell(cairn.page).title).toBeVisible();
  await cairn.app.evaluate(({ BrowserWindow, Menu }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents;
    page?.once('did-start-navigation', () => Menu.getApplicationMenu()?.getMenuItemById('go.settings')?.click());
    page?.reload();
  });
  await expect(shell(cairn.page).title).toContainText('Settings');
});

test('comes back with its size and theme, and never off the screen', async ({ launch, home }) => {
  const first = await launch();
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1000, height: 700 }));
  await expect(shell(first.page).title).toBeVisible();
  const painted = await first.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors);
  await first.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('theme.toggle')?.click());
  const wanted = painted ? 'light' : 'dark';
  const theme = (cairn: Cairn) => cairn.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  await expect.poll(() => theme(first)).toBe(wanted);
  await first.close();
  const second = await launch();
  const bounds = (cairn: Cairn) => cairn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(await bounds(second)).toEqual({ x: 40, y: 30, width: 1000, height: 700 });
  expect(await theme(second)).toBe(wanted);
  await second.close();
  writeFileSync(join(home, 'window', 'window.json'), JSON.stringify({ bounds: { x: 90_000, y: -5000, width: 1000, height: 700 } }));
  const live = await bounds(await launch());
  expect(live?.x).toBeGreaterThanOrEqual(0);
  expect(live?.y).toBeGreaterThanOrEqual(0);
  // The virtual screen is 1600 wide (build/test.mjs).
  expect((live?.x ?? 0) + 1000).toBeLessThanOrEqual(1600);
});

test('a theme chosen while the engine is away is never taken back', async ({ cairn }) => {
  const { app, page, home } = cairn;
  const wanted = (await app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)) ? 'light' : 'dark';
  const themes = await app.evaluateHandle(({ nativeTheme }) => {
    const seen: string[] = [];
    nativeTheme.on('updated', () => seen.push(nativeTheme.themeSource));
    return seen;
  });
  // An engine that is asked, and ends before it answers.
  await expect(page.getByRole('img', { name: 'The local cache is empty' })).toBeVisible();
  process.kill((await enginePid(cairn)) ?? 0, 'SIGSTOP');
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('theme.toggle')?.click());
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', wanted);
  await killEngine(cairn);
  const file = join(home, 'settings.json');
  await expect.poll(() => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { theme?: unknown }).theme : undefined)).toBe(wanted);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', wanted);
  expect([...new Set(await themes.jsonValue())]).toEqual([wanted]);
});

test('a second start hands over to the first window and ends', async ({ cairn }) => {
  // Started as a person does: what drives the other windows cannot follow a process that ends at once.
  const second = spawn(electronPath().path, ['--no-sandbox', APP_FOLDER, '--home', cairn.home], { stdio: 'ignore' });
  expect(await once(second, 'exit')).toEqual([0, null]);
  expect(await cairn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
