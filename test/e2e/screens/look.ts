// A picture of the screen as it stands, light and dark, large and small, in .cache/screens; and whatever the audit finds on it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { CACHE } from '../../../build/lib/paths.mjs';
import { expect, type Cairn } from '../app.js';
import { auditPage } from './audit.js';

export const PICTURES = join(CACHE, 'screens');
export const SIZES = [[1440, 900], [900, 600]] as const;

/** Makes the window's content this large, and waits until the page is. */
export async function setSize({ app, page }: Cairn, [width, height]: readonly [number, number]): Promise<void> {
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const);
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}

const theme = (page: Page): Promise<string | null> => page.locator('html').getAttribute('data-mantine-color-scheme');

/** By the key that switches it. */
async function setTheme({ page }: Cairn, wanted: string): Promise<void> {
  if ((await theme(page)) === wanted) return;
  await page.keyboard.press('Control+Shift+L');
  await expect.poll(() => theme(page)).toBe(wanted);
}

/** Two frames: what changed by size or theme has been laid out and painted. */
const settle = (page: Page): Promise<void> => page.evaluate(() => new Promise<void>((done) => void requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** Takes and audits the screen as it stands in both themes and sizes; `problems` collects what is wrong. */
export async function look(cairn: Cairn, name: string, problems: string[]): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const size of SIZES) {
    await setSize(cairn, size);
    for (const mode of ['light', 'dark']) {
      await setTheme(cairn, mode);
      await settle(cairn.page);
      const picture = `${name}.${mode}.${size.join('x')}`;
      await cairn.page.screenshot({ path: join(PICTURES, `${picture}.png`) });
      problems.push(...(await auditPage(cairn.page)).map((problem) => `${picture}: ${problem}`));
    }
  }
  await setSize(cairn, SIZES[0]);
}
