// The walkthrough's dashboard, built by mouse and keys, exported, and read in a browser without a network: each figure is what the
// command line says of the digest beside it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { test as twoDevices } from './devices.js';
import { atRest } from './drag.js';
import { setSize, SIZES } from './screens/look.js';
import { cutOnPaper, openOffline, panelBodies, reportScreen, writeReported } from './screens/report.js';

const MOST_BYTES = 5_000_000;
/** What a person does within two seconds is one moment in the history of a report. */
const MOMENT_MS = 2_000;

const part = (page: Page, title: string): Locator => page.getByRole('region', { name: title, exact: true });

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

/** At the widths of a picture and of a page nothing of the exported file is cut. */
async function expectWholeOnPaper(cairn: Cairn, file: string): Promise<void> {
  for (const [hash, width] of [['png', 1200], ['pdf', 718]] as const) {
    const sheet = await openOffline(cairn, file, { hash, width });
    await expect(sheet.locator('html')).toHaveAttribute('data-drawn', 'true');
    expect(await cutOnPaper(sheet), hash).toEqual([]);
    await sheet.close();
  }
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
    await screen.createDashboard('Digit Reader');
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
    await atRest(handle);
    const from = await handle.boundingBox();
    if (!from) throw new Error('The panel is not on the page');
    const place = async (): Promise<Now['panels'][number]['place']> => {
      const { panels } = await reportNow(home);
      return panels.find(({ kind }) => kind === 'compare')?.place ?? { x: -1, y: -1, w: -1, h: -1 };
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
    const corner = page.locator('.react-grid-item').filter({ has: screen.handle('Comparison') }).locator('.react-resizable-handle');
    await atRest(corner);
    const at = await corner.boundingBox();
    if (!at) throw new Error('The panel has no corner');
    await page.mouse.move(at.x + 9, at.y + 9);
    await page.mouse.down();
    await page.mouse.move(at.x - 170, at.y + 70, { steps: 8 });
    await page.mouse.up();
    await expect.poll(async () => (await place()).w).toBe(8);
    expect((await place()).h).toBeGreaterThan(first.h);
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
    const size = await screen.exported('One HTML file', file);
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThan(MOST_BYTES);
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
  readonly panels: readonly { readonly kind: string; readonly place: { x: number; y: number; w: number; h: number } }[];
}

/** The report as another process sees it. */
async function reportNow(home: string): Promise<Now> {
  const [row] = cairnJson<{ id: string }[]>(home, ['report', 'ls']);
  return cairnJson<Now>(home, ['report', 'show', row?.id ?? '']);
}

test('the dashboard as PDF and as PNG, and what changed since, by mouse', async ({ cairn }) => {
  test.setTimeout(180_000);
  const { home } = cairn;
  await writeReported(home);
  await setSize(cairn, SIZES[0]);
  const screen = reportScreen(cairn);
  await screen.createDashboard('Digit Reader');
  await expect(screen.panel('acc by version').locator('[aria-label*="5 of 6 versions have it"]').first()).toBeAttached();
  const folder = process.env['CAIRN_SHOTS'] ?? home;
  const pdf = join(folder, 'report.pdf');
  expect(await screen.exported('PDF', pdf)).toBeGreaterThan(20_000);
  const written = readFileSync(pdf);
  expect(written.subarray(0, 5).toString()).toBe('%PDF-');
  expect(written.subarray(-32).toString()).toContain('%%EOF');
  const png = join(folder, 'report.png');
  expect(await screen.exported('PNG', png)).toBeGreaterThan(20_000);
  const picture = readFileSync(png);
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  // A page drawn whole is as wide as the page is, and higher than a window.
  expect(picture.readUInt32BE(16)).toBe(1200);
  expect(picture.readUInt32BE(20)).toBeGreaterThan(900);
  cairnJson(home, ['alias', 'set', 'Digit Reader:v4', 'production', '--note', 'the next one']);
  const file = join(folder, 'again.html');
  await screen.exported('One HTML file', file);
  const reader = await openOffline(cairn, file);
  const since = reader.getByRole('region', { name: 'Since the last export' });
  await expect(since).toContainText('Digit Reader production: v3 to v4');
  await reader.screenshot({ path: join(folder, 'again.png') });
  await reader.close();
  await expectWholeOnPaper(cairn, file);
});

test('every view goes into a report by mouse, as every kind of panel, and all of them are read without a network', async ({ cairn }) => {
  test.setTimeout(240_000);
  const { app, page, home } = cairn;
  const made = await writeReported(home);
  const [, second = '', , third = ''] = made.versions;
  const run = cairnJson<{ nodes: { id: string; ref: string }[] }>(home, ['lineage', 'mnist-cnn:v3', '--up', '--depth', '1']).nodes.find(({ ref }) => ref === 'warm-delta');
  const screen = reportScreen(cairn);
  const go = (path: string): Promise<void> => app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.send('cairn:event', { event: 'navigate', path: to }), path);
  await setSize(cairn, SIZES[0]);
  const views: readonly (readonly [path: string, panels: readonly string[]])[] = [
    ['/registry', ['Registered models']],
    [`/collections/${made.model}`, ['Model header', 'Versions', 'Metric across versions', 'Alias timeline', 'History']],
    [`/versions/${third}`, ['Version card', 'Evaluation table', 'Image grid', 'Code diff', 'Metric curves']],
    [`/runs/${run?.id ?? ''}`, ['Metric curves']],
    [`/lineage/${third}`, ['Lineage']],
    [`/compare/${third}-${second}`, ['Comparison']],
    ['/activity', ['History']],
    ['/runs', ['Query result']],
    ['/artifacts', ['Query result']],
  ];
  let first = true;
  for (const [path, panels] of views) {
    await go(path);
    for (const panel of panels) {
      await screen.addFromView(panel, first ? 'Everything' : undefined);
      if (first) await go(path);
      first = false;
    }
  }
  await go('/find');
  await page.getByRole('main').getByRole('searchbox').first().fill('acc>0.97');
  await expect(page.getByRole('grid').getByRole('row').nth(2)).toBeVisible();
  await screen.addFromView('Query result');
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('grid', { name: 'Reports' }).getByText('Everything').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Everything');
  const panels = views.reduce((sum, [, names]) => sum + names.length, 0) + 1;
  await expect(panelBodies(page)).toHaveCount(panels);
  await expect(page.locator('article [aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('article [role="alert"]')).toHaveCount(0);

  const file = join(home, 'everything.html');
  await screen.exported('One HTML file', file);
  const reader = await openOffline(cairn, file);
  await expect(panelBodies(reader)).toHaveCount(panels);
  expect(checkFigures(home, await figuresOn(reader))).toBeGreaterThan(20);
  await test.step('a chart is zoomed and put back, a lineage dragged', async () => {
    const chart = part(reader, 'Curves of warm-delta').last();
    await chart.scrollIntoViewIfNeeded();
    const plot = chart.getByRole('group', { name: /^loss by step/ });
    const ends = (): Promise<string[]> => plot.locator('.recharts-xAxis-tick-labels text, .recharts-xAxis text').allTextContents();
    await expect.poll(ends).not.toEqual([]);
    const whole = await ends();
    const box = await plot.locator('.recharts-surface').first().boundingBox();
    if (!box) throw new Error('The chart is not drawn');
    await reader.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await reader.mouse.down();
    await reader.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 6 });
    await reader.mouse.up();
    await expect.poll(ends).not.toEqual(whole);
    await reader.mouse.dblclick(box.x + box.width * 0.5, box.y + box.height / 2);
    await expect.poll(ends).toEqual(whole);
    const graph = part(reader, 'Lineage of mnist-cnn:v3').getByTestId('lineage-graph');
    await graph.scrollIntoViewIfNeeded();
    const card = graph.getByRole('group', { name: /^mnist:v0, / });
    await atRest(card);
    const [from, pane] = [await card.boundingBox(), await graph.boundingBox()];
    if (!from || !pane) throw new Error('The lineage is not drawn');
    await reader.mouse.move(pane.x + 20, pane.y + 20);
    await reader.mouse.down();
    await reader.mouse.move(pane.x + 80, pane.y + 60, { steps: 6 });
    await reader.mouse.up();
    await expect.poll(async () => Math.round(((await card.boundingBox())?.x ?? 0) - from.x)).toBe(60);
  });
  expect(await app.evaluate(() => (globalThis as { asked?: string[] }).asked)).toEqual([]);
  await reader.close();
  await expectWholeOnPaper(cairn, file);
});

/** A window shows what it writes before it is written: what another device is to hear is waited for where others read it. */
const written = ({ home }: Cairn, words: RegExp): Promise<void> => expect.poll(async () => JSON.stringify(await reportNow(home))).toMatch(words);

twoDevices('a text written in two windows at once is kept twice, settled, and rolled back', async ({ devices: { a, b, between } }) => {
  const [here, there] = [reportScreen(a), reportScreen(b)];
  await a.page.getByRole('link', { name: 'Reports' }).click();
  await a.page.getByRole('button', { name: 'New report' }).click();
  await a.page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Shared');
  await a.page.getByRole('button', { name: 'Create' }).click();
  await here.edit();
  await here.add('Text');
  const write = async ({ page }: Cairn, words: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Text in Markdown' }).fill(words);
    await page.keyboard.press('Tab');
  };
  await write(a, 'first');
  await here.read();
  await written(a, /first/);
  const first = Date.now();
  await between.exchange();
  await b.page.getByRole('link', { name: 'Reports' }).click();
  await b.page.getByRole('grid', { name: 'Reports' }).getByText('Shared').click();
  await expect(there.panel('Text')).toContainText('first');

  await here.edit();
  await there.edit();
  await expect.poll(() => Date.now() - first, { message: 'what comes next is a moment of its own in the history' }).toBeGreaterThan(MOMENT_MS);
  await write(a, 'from here');
  await write(b, 'from there');
  await here.read();
  await there.read();
  await written(a, /from here/);
  await written(b, /from there/);
  await between.exchange();
  for (const [{ page }, screen] of [[a, here], [b, there]] as const) {
    await expect(page.getByRole('region', { name: /^Other version, by / })).toBeVisible();
    await expect(screen.panel('Text')).toContainText('from here');
    await expect(screen.panel('Text')).toContainText('from there');
  }
  await a.page.getByRole('button', { name: 'Put both' }).click();
  await expect(a.page.getByRole('region', { name: /^Other version, by / })).toHaveCount(0);
  await written(a, /from (here|there)(\\n)+from (here|there)/);
  await between.exchange();
  await expect(b.page.getByRole('region', { name: /^Other version, by / })).toHaveCount(0);
  await expect(there.panel('Text')).toContainText(/from (here|there)\s*from (here|there)/);

  await b.page.getByRole('button', { name: 'History' }).click();
  const history = b.page.getByRole('complementary', { name: 'History of the report' });
  await history.getByRole('button', { name: 'Look' }).last().click();
  await expect(b.page.getByText(/^As it stood on /)).toBeVisible();
  await b.page.getByRole('button', { name: 'Roll back to this' }).click();
  await expect(b.page.getByText(/^As it stood on /)).toHaveCount(0);
  await expect(b.page.getByRole('article')).not.toContainText('from here');
  await expect(history.getByRole('listitem').first()).toContainText(/wrote in a text|took a panel away/);
  await between.exchange();
  await expect(a.page.getByRole('article')).not.toContainText('from here');
  const [hashA, hashB] = await between.hashes();
  expect(hashA).toBe(hashB);
});
