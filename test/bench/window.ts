// Shared by the benches that drive the real window: starting it, going to a page, and the time between its frames.
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { electronPath } from '../../build/setup/electronPath.mjs';

export function needDisplay(bench: string): void {
  if (process.platform === 'linux' && !process.env['DISPLAY']) throw new Error(`There is no display. Run it under one: xvfb-run -a npm run -s bench -- ${bench}`);
}

export function launch(args: readonly string[]): Promise<ElectronApplication> {
  return _electron.launch({ executablePath: electronPath().path, args: ['--no-sandbox', ...args] });
}

/** Opens a page of the app, as a link does. */
export async function go(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.send('cairn:event', { event: 'navigate', path: to }), path);
}

/** Runs in the page, which this program knows no types of. */
const COUNT_FRAMES = `(() => {
  const frames = [];
  let last = performance.now();
  let going = true;
  const tick = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (going) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.endFrames = () => ((going = false), frames.slice(1));
})()`;

/** Milliseconds between the frames of the page while `act` goes on. */
export async function framesOf(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(COUNT_FRAMES);
  await act();
  return page.evaluate<number[]>('window.endFrames()');
}

export const p95 = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
