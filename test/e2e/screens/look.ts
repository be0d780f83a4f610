// A picture of the screen as it stands, light and dark, large and small, in .cache/screens; and whatever the audit finds on it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
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

/** For so long a view may be on its way to its place, where the machine has much to do. */
const MOVING_MS = 5_000;
const AGAIN_MS = 250;
/** A theme changes colours only: what the other rules of axe found in the first stands for both. */
const RULES = { light: undefined, dark: ['color-contrast'] } as const;

const theme = (page: Page): Promise<string | null> => page.locator('html').getAttribute('data-mantine-color-scheme');

/** By the key that switches it. */
async function setTheme({ page }: Cairn, wanted: string): Promise<void> {
  if ((await theme(page)) === wanted) return;
  await page.keyboard.press('Control+Shift+L');
  await expect.poll(() => theme(page)).toBe(wanted);
}

/** Two frames: what changed by size or theme has been laid out and painted. */
const settle = (page: Page): Promise<void> => page.evaluate(() => new Promise<void>((done) => void requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** What is wrong, and stays so. */
async function lastingProblems(page: Page, rules: readonly string[] | undefined): Promise<readonly string[]> {
  const until = Date.now() + MOVING_MS;
  for (;;) {
    const problems = await auditPage(page, rules);
    if (problems.length === 0 || Date.now() > until) return problems;
    await page.waitForTimeout(AGAIN_MS);
  }
}

/** Takes and audits the screen as it stands in both themes and sizes; `problems` collects what is wrong. `into`: what is scrolled into sight in each size. */
export async function look(cairn: Cairn, name: string, problems: string[], into?: Locator): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const size of SIZES) {
    await setSize(cairn, size);
    for (const mode of ['light', 'dark'] as const) {
      await setTheme(cairn, mode);
      await into?.evaluate((element) => element.scrollIntoView());
      await settle(cairn.page);
      const picture = `${name}.${mode}.${size.join('x')}`;
      await cairn.page.screenshot({ path: join(PICTURES, `${picture}.png`) });
      problems.push(...(await lastingProblems(cairn.page, RULES[mode])).map((problem) => `${picture}: ${problem}`));
    }
  }
  await setSize(cairn, SIZES[0]);
}
