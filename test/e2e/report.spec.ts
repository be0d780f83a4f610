// The walkthrough's dashboard, built by mouse and keys, exported, and read in a browser without a network: each figure is what the
// command line says of the digest beside it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { setSize, SIZES } from './screens/look.js';
import { reportScreen, writeReported } from './screens/report.js';

const MOST_BYTES = 5_000_000;

/** The next download goes to this path. */
async function downloadTo({ app }: Cairn, path: string): Promise<void> {
  await app.evaluate(({ session }, to) => session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to)), path);
}

const part = (page: Page, title: string): Locator => page.getByRole('region', { name: title, exact: true });

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};

/** Opens a file in a window of its own whose session can reach nothing, and hands it over. */
async function openOffline({ app }: Cairn, file: string): Promise<Page> {
  const [page] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ BrowserWindow, session }, path) => {
      const apart = session.fromPartition('offline-reader');
      (globalThis as { asked?: string[] }).asked = [];
      apart.webRequest.onBeforeRequest(({ url }, answer) => {
        const outside = !url.startsWith('file:') && !url.startsWith('data:') && !url.startsWith('devtools:');
        if (outside) (globalThis as { asked?: string[] }).asked?.push(url);
        answer({ cancel: outside });
      });
      apart.enableNetworkEmulation({ offline: true });
      const window = new BrowserWindow({ width: 1280, height: 900, webPreferences: { session: apart, sandbox: true } });
      void window.loadFile(path);
    }, file),
  ]);
  await page.waitForLoadState('domcontentloaded');
  return page;
}

interface Shown {
  readonly metric: string;
  readonly digest: string;
  readonly ref: string;
  readonly value: string;
}

/** Every figure on the page, with the digest it says it is of. */
const figuresOn = (page: Page): Promise<Shown[]> => page.locator('data[data-metric]').evaluateAll((all) => all.map((each) => ({ metric: each.getAttribute('data-metric') ?? '', digest: each.getAttribute('data-digest') ?? '', ref: each.getAttribute('data-ref') ?? '', value: each.getAttribute('value') ?? '' })));

/** Holds every figure against `cairn show --json` of its digest. Gives how many there were. */
function checkFigures(home: string, figures: readonly Shown[]): number {
  const known = new Map<string, Record<string, unknown>>();
  for (const { metric, digest, ref, value } of figures) {
    const name = ref.replace(/:[^:]*$/, '');
    const key = `${name}@${digest}`;
    const shown = known.get(key) ?? cairnJson<{ digest: string; metrics: Record<string, unknown> }>(home, ['show', key]);
    known.set(key, shown);
    expect((shown as { digest: string }).digest).toBe(digest);
    expect(String((shown as { metrics: Record<string, unknown> }).metrics[metric]), `${metric} of ${ref}`).toBe(value);
  }
  return figures.length;
}

test('a dashboard is built by mouse, exported, and read without a network', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  await writeReported(home);
  await setSize(cairn, SIZES[0]);
  const screen = reportScreen(cairn);
  await page.getByRole('link', { name: 'Reports' }).click();
  await expect(page.getByRole('heading', { name: 'No report yet' })).toBeVisible();

  await test.step('the template, by mouse', async () => {
    await page.getByRole('button', { name: 'New report' }).click();
    await page.getByRole('dialog').getByText('Production dashboard').click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Registered model' }).click();
    await page.getByRole('option', { name: 'Digit Reader' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Digit Reader in production');
    await expect(screen.panel('Digit Reader').getByText('v3', { exact: true }).first()).toBeVisible();
    await expect(screen.panel('acc by version').locator('[aria-label*="5 of 6 versions have it"]').first()).toBeAttached();
    await expect(screen.panel('Versions of Digit Reader').getByRole('row')).toHaveCount(7);
    await expect(screen.panel(/^Lineage of/).getByRole('group', { name: /^mnist:v0, / })).toBeVisible();
    await expect(screen.panel(/^Evaluation of/).getByRole('img').first()).toBeVisible();
    await expect(screen.panel('Production history')).toContainText('two weeks on the scanners');
  });

  await test.step('a panel is added, moved by mouse and keys, resized, and pinned; words are written', async () => {
    await screen.edit();
    await screen.add('Comparison');
    await page.getByRole('textbox', { name: 'Versions, separated by commas' }).fill('mnist-cnn:v1, mnist-cnn:v3');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(screen.panel('mnist-cnn:v1 against mnist-cnn:v3')).toContainText('0.9805');
    const handle = screen.handle('Comparison');
    await handle.scrollIntoViewIfNeeded();
    const from = await handle.boundingBox();
    if (!from) throw new Error('The panel is not on the page');
    const place = async (): Promise<{ x: number; y: number; w: number }> => {
      const { panels } = await reportNow(home);
      return panels.find(({ kind }) => kind === 'compare')?.place ?? { x: -1, y: -1, w: -1 };
    };
    const first = await place();
    await page.mouse.move(from.x + 8, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 8, from.y - 405, { steps: 16 });
    await page.mouse.up();
    await expect.poll(async () => (await place()).y).toBeLessThan(first.y);
    await screen.handle('Comparison').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(async () => (await place()).w).toBe(10);
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await place()).x).toBe(1);
    await page.getByRole('textbox', { name: 'Text in Markdown' }).fill('## What changed\n\n**v3** reads slanted digits. <script>window.hit = 1</script>');
    await page.getByRole('textbox', { name: 'Line under the title' }).fill('Week 25');
    await page.keyboard.press('Tab');
    await screen.act('Model header', 'Pin as it is now');
    await expect(screen.panel('Digit Reader')).toContainText(/pinned/);
    await screen.read();
    await expect(page.getByText('1 panel pinned')).toBeVisible();
  });

  const file = join(home, 'report.html');
  await test.step('exported, and opened without a network', async () => {
    await downloadTo(cairn, file);
    await screen.exported('One HTML file');
    await expect.poll(() => sizeOf(file), { timeout: 30_000 }).toBeGreaterThan(100_000);
    expect(sizeOf(file)).toBeLessThan(MOST_BYTES);
    const reader = await openOffline(cairn, file);
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Digit Reader in production');
    await expect(reader.getByRole('region', { name: /^Lineage of/ }).getByRole('group', { name: /^mnist:v0, / })).toBeVisible();
    await expect(reader.getByRole('region', { name: /^Evaluation of/ }).getByRole('img').first()).toBeVisible();
    await expect(part(reader, 'Digit Reader')).toContainText('pinned');
    await expect(part(reader, 'Versions of Digit Reader')).toContainText('live at export');
    await part(reader, 'acc by version').getByRole('button', { name: 'Show as table' }).click();
    const figures = await figuresOn(reader);
    expect(checkFigures(home, figures)).toBeGreaterThan(20);
    await part(reader, 'acc by version').getByRole('button', { name: 'Show as chart' }).click();
    await test.step('the chart answers', async () => {
      const chart = part(reader, 'acc by version');
      const box = await chart.locator('.recharts-surface').first().boundingBox();
      if (!box) throw new Error('The chart is not drawn');
      await expect(chart).not.toContainText('v3 0.9805');
      await reader.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
      await expect(chart).toContainText('v3 0.9805');
    });
    expect(await reader.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined();
    expect(await cairn.app.evaluate(() => (globalThis as { asked?: string[] }).asked)).toEqual([]);
    await reader.close();
  });
});

interface Now {
  readonly panels: readonly { readonly kind: string; readonly place: { x: number; y: number; w: number } }[];
}

/** The report as another process sees it. */
async function reportNow(home: string): Promise<Now> {
  const [row] = cairnJson<{ id: string }[]>(home, ['report', 'ls']);
  return cairnJson<Now>(home, ['report', 'show', row?.id ?? '']);
}

test('the dashboard as PDF and as PNG, and what changed since, by mouse', async ({ cairn }) => {
  test.setTimeout(180_000);
  const { page, home } = cairn;
  await writeReported(home);
  await setSize(cairn, SIZES[0]);
  const screen = reportScreen(cairn);
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('button', { name: 'New report' }).click();
  await page.getByRole('dialog').getByText('Production dashboard').click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Registered model' }).click();
  await page.getByRole('option', { name: 'Digit Reader' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(screen.panel('acc by version').locator('[aria-label*="5 of 6 versions have it"]').first()).toBeAttached();
  const folder = process.env['CAIRN_SHOTS'] ?? home;
  const pdf = join(folder, 'report.pdf');
  await downloadTo(cairn, pdf);
  await screen.exported('PDF');
  await expect.poll(() => sizeOf(pdf), { timeout: 40_000 }).toBeGreaterThan(20_000);
  const written = readFileSync(pdf);
  expect(written.subarray(0, 5).toString()).toBe('%PDF-');
  expect(written.subarray(-32).toString()).toContain('%%EOF');
  const png = join(folder, 'report.png');
  await downloadTo(cairn, png);
  await screen.exported('PNG');
  await expect.poll(() => sizeOf(png), { timeout: 40_000 }).toBeGreaterThan(20_000);
  const picture = readFileSync(png);
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  // A page drawn whole is as wide as the page is, and higher than a window.
  expect(picture.readUInt32BE(16)).toBe(1200);
  expect(picture.readUInt32BE(20)).toBeGreaterThan(900);
  cairnJson(home, ['alias', 'set', 'Digit Reader:v4', 'production', '--note', 'the next one']);
  const file = join(folder, 'again.html');
  await downloadTo(cairn, file);
  await screen.exported('One HTML file');
  await expect.poll(() => sizeOf(file), { timeout: 40_000 }).toBeGreaterThan(100_000);
  const reader = await openOffline(cairn, file);
  await expect(reader.getByText(/since the last export/i).first()).toBeVisible();
  await reader.screenshot({ path: join(folder, 'again.png') });
  await reader.close();
});
