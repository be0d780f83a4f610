// A report, as a person finds it.
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { OUT } from '../../../build/lib/paths.mjs';
import { buildProgram } from '../../support/buildProgram.js';
import { startProgram } from '../../support/runtimeProgram.js';
import { expect, type Cairn } from '../app.js';

export interface ReportScreen {
  panel(title: string | RegExp): Locator;
  edit(): Promise<void>;
  read(): Promise<void>;
  add(kind: string): Promise<void>;
  act(kind: string, what: string): Promise<void>;
  /** The handle a panel is moved by. */
  handle(kind: string): Locator;
  /** Chosen from the menu; ends when the file is there, and gives its size. */
  exported(what: string, path: string): Promise<number>;
  /** From the list of reports to the dashboard of a model, drawn. */
  createDashboard(model: string): Promise<void>;
  /** The page that is open goes into a report, as a panel of this kind: the first time into a new one of that title. */
  addFromView(panel: string, newTitle?: string): Promise<void>;
}

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};

/** A file this small is not whole yet. */
const LEAST_BYTES = 1_000;

export function reportScreen({ app, page }: Cairn): ReportScreen {
  const mode = (name: string): Promise<void> => page.getByRole('radiogroup', { name: 'Read or edit' }).getByText(name, { exact: true }).click();
  return {
    panel: (title) => page.getByRole('region', { name: title, exact: typeof title === 'string' }),
    edit: () => mode('Edit'),
    read: () => mode('Read'),
    async add(kind) {
      await page.getByRole('button', { name: 'Add panel' }).click();
      await page.getByRole('menuitem', { name: kind, exact: true }).click();
    },
    async act(kind, what) {
      await page.getByRole('button', { name: `What to do with ${kind}` }).first().click();
      await page.getByRole('menuitem', { name: what }).click();
    },
    handle: (kind) => page.getByRole('button', { name: new RegExp(`^Move ${kind}:`) }).first(),
    async exported(what, path) {
      await app.evaluate(({ session }, to) => session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to)), path);
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('menuitem', { name: what, exact: true }).click();
      await expect.poll(() => sizeOf(path), { timeout: 40_000 }).toBeGreaterThan(LEAST_BYTES);
      await expect(page.getByRole('button', { name: 'Export', exact: true })).toHaveAttribute('aria-busy', 'false');
      return sizeOf(path);
    },
    async createDashboard(model) {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click();
      await page.getByRole('button', { name: 'New report' }).click();
      await page.getByRole('dialog').getByText('Production dashboard').click();
      await page.getByRole('dialog').getByRole('combobox', { name: 'Registered model' }).click();
      await page.getByRole('option', { name: model }).click();
      await page.getByRole('button', { name: 'Create' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${model} in production`);
    },
    async addFromView(panel, newTitle) {
      await page.getByRole('button', { name: 'Add to report' }).click();
      await page.getByRole('menuitem', { name: panel, exact: true }).click();
      const dialog = page.getByRole('dialog');
      if (newTitle !== undefined) await dialog.getByRole('textbox', { name: 'Title' }).fill(newTitle);
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await expect(dialog).toHaveCount(0);
    },
  };
}

/** Opens a file in a window of its own whose session can reach nothing, and hands it over. `asked` of its app: what it tried to reach. */
export async function openOffline({ app }: Cairn, file: string, { hash = '', width = 1280 } = {}): Promise<Page> {
  const [page] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ BrowserWindow, session }, to) => {
      const apart = session.fromPartition('offline-reader');
      (globalThis as { asked?: string[] }).asked = [];
      apart.webRequest.onBeforeRequest(({ url }, answer) => {
        const outside = !url.startsWith('file:') && !url.startsWith('data:') && !url.startsWith('devtools:');
        if (outside) (globalThis as { asked?: string[] }).asked?.push(url);
        answer({ cancel: outside });
      });
      apart.enableNetworkEmulation({ offline: true });
      const window = new BrowserWindow({ width: to.width, height: 900, useContentSize: true, webPreferences: { session: apart, sandbox: true } });
      void window.loadFile(to.file, to.hash === '' ? {} : { hash: to.hash });
    }, { file, hash, width }),
  ]);
  await page.waitForLoadState('domcontentloaded');
  return page;
}

/** What stands in each panel; charts inside one are groups of their own. */
export const panelBodies = (page: Page): Locator => page.locator('section > [role="group"]:not([aria-roledescription])');

/** Panels of a page on paper that show less than they hold, and whether the page is wider than the sheet. */
export function cutOnPaper(page: Page): Promise<string[]> {
  return panelBodies(page).evaluateAll((bodies) => [
    ...bodies.filter((body) => body.scrollHeight > body.clientHeight + 2 || body.scrollWidth > body.clientWidth + 2).map((body) => `${body.getAttribute('aria-label') ?? ''}: ${body.scrollWidth} x ${body.scrollHeight} in ${body.clientWidth} x ${body.clientHeight}`),
    ...(document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide on a sheet of ${innerWidth}`] : []),
  ]);
}

/** A small pipeline to report on. */
export async function writeReported(home: string): Promise<{ readonly model: string; readonly versions: readonly string[]; readonly evaluation: string }> {
  const child = startProgram(await buildProgram('test/support/reportProgram.ts'), [home, join(home, 'work')], { CAIRN_OUT: join(OUT, 'electron') });
  let [told, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`Writing what is reported on failed: ${errors}`);
  return JSON.parse(told) as { model: string; versions: string[]; evaluation: string };
}
