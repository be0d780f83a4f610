// npm run -s bench -- runsWindow (a part of "runs"): the runs workspace in the real window. 100 series of 1,000,000 points beside 10 of
// 1,000; 1,000 runs with 500 columns beside 10 runs. CAIRN_BENCH_ONLY=charts|table runs one of the two; with
// " fill" after it only the data roots are filled.
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { median, print, runBench } from './harness.js';
import { homesOf, once, withEngine } from './homes.js';
import { curve, fillColumns, fillCurves, METRIC } from './runsFill.js';
import { framesOf, go, launch, needDisplay, p95 } from './window.js';

const SERIES = Number(process.env['CAIRN_BENCH_SERIES'] ?? 100);
const POINTS = Number(process.env['CAIRN_BENCH_POINTS'] ?? 1_000_000);
const ROWS = 1_000;
const COLUMNS = 500;
const PAIRS = 5;
const GOAL_CHARTS = 2;
const GOAL_TABLE = 1.5;
const LONGEST_FRAME = 200;
const SHOWN_AT_FIRST = 8;
const [only, then] = (process.env['CAIRN_BENCH_ONLY'] ?? '').split(' ');
const filling = then === 'fill';
const homes = homesOf('runs');

const rounded = (value: number): number => Number(value.toPrecision(4));
const line = (what: string, value: number, unit: string, ok: boolean | null = null, note?: string, goal: number | null = null): void => print({ bench: 'runs', case: what, value: rounded(value), unit, peer: null, ratio: null, goal, ok, ...(note ? { note } : {}) });

interface Shown {
  readonly app: ElectronApplication;
  readonly page: Page;
}

const open: ElectronApplication[] = [];

async function start(home: string): Promise<Shown> {
  const app = await launch([process.cwd(), '--home', home]);
  open.push(app);
  const page = await app.firstWindow();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await go(app, '/runs');
  await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(8).waitFor();
  return { app, page };
}

const plotOf = (page: Page): Locator => page.getByRole('group', { name: new RegExp(`^${METRIC} by step`) });

/** Shows the runs that are not shown yet, by the keys. Gives seconds until every line is drawn. */
async function showAll({ page }: Shown, series: number): Promise<number> {
  const grid = page.getByRole('grid', { name: 'Runs' });
  const from = performance.now();
  await grid.press('Home');
  for (let row = 1; row < SHOWN_AT_FIRST; row += 1) await grid.press('ArrowDown');
  for (let row = SHOWN_AT_FIRST; row < series; row += 1) {
    await grid.press('ArrowDown');
    await grid.press('Space');
  }
  await page.getByText(`${series} shown`, { exact: true }).waitFor();
  await page.getByRole('group', { name: new RegExp(`^${METRIC} by step. ${series} lines`) }).waitFor({ timeout: 180_000 });
  await page.getByRole('region', { name: METRIC, exact: true }).getByText('reading').waitFor({ state: 'detached', timeout: 180_000 });
  await page.locator('canvas[data-drawing]').first().waitFor({ state: 'detached', timeout: 180_000 });
  return (performance.now() - from) / 1000;
}

/** The pointer over the plot, as a person reads along the lines. */
async function readAlong({ page }: Shown): Promise<readonly number[]> {
  const box = await plotOf(page).boundingBox();
  if (!box) throw new Error('The chart has no place');
  const frames = await framesOf(page, async () => {
    for (let step = 0; step < 120; step += 1) await page.mouse.move(box.x + 60 + ((box.width - 80) * ((step * 7) % 120)) / 120, box.y + 20 + ((step * 13) % 100));
  });
  await page.getByRole('region', { name: METRIC, exact: true }).getByRole('status').waitFor();
  return frames;
}

/** A drag over part of the plot, the lines of that part, and back to the whole. */
async function zoom({ page }: Shown): Promise<readonly number[]> {
  const box = await plotOf(page).boundingBox();
  if (!box) throw new Error('The chart has no place');
  const frames = await framesOf(page, async () => {
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 20 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    for (let step = 0; step < 40; step += 1) await page.mouse.move(box.x + box.width * (0.3 + step / 100), box.y + 60);
  });
  const region = page.getByRole('region', { name: METRIC, exact: true });
  await region.getByText('reading').waitFor({ state: 'detached', timeout: 120_000 });
  await page.getByRole('button', { name: 'Show all' }).click();
  await region.getByText('reading').waitFor({ state: 'detached', timeout: 120_000 });
  return frames;
}

/** Lines hidden and shown again from the list. */
async function toggle({ page }: Shown): Promise<readonly number[]> {
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.press('Home');
  return framesOf(page, async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      await grid.press('Space');
      await page.waitForTimeout(60);
    }
  });
}

/** What the engine gives to be drawn, held against the data: the greatest and the least of every series are in it. */
function checkExtremes(home: string, ids: readonly string[], points: number): Promise<number> {
  return withEngine(home, async ({ client }) => {
    let checked = 0;
    for (let at = 0; at < ids.length; at += 10) {
      const { series } = await client.runs.history({ runs: ids.slice(at, at + 10), keys: [METRIC] });
      for (const [place, each] of series.entries()) {
        const y = curve(at + place, points);
        let [low, high] = [0, 0];
        for (let n = 1; n < points; n += 1) {
          if ((y[n] as number) < (y[low] as number)) low = n;
          if ((y[n] as number) > (y[high] as number)) high = n;
        }
        for (const n of [low, high]) if (each.y[each.x.indexOf(n)] !== y[n]) throw new Error(`An extreme of run ${at + place} at step ${n} is not among the points drawn`);
        if (each.total !== points) throw new Error(`Run ${at + place} has ${each.total} points, not ${points}`);
        checked += 2;
      }
    }
    return checked;
  });
}

/** Pixels of lines near the top and the bottom of the canvas: only the extremes reach there. */
const INK = `(() => {
  const canvas = document.querySelector('foreignObject canvas');
  const { width, height } = canvas;
  const ink = (from, to) => canvas.getContext('2d').getImageData(0, from, width, to - from).data.reduce((sum, value, index) => sum + (index % 4 === 3 && value > 0 ? 1 : 0), 0);
  return { top: ink(0, Math.round(height * 0.2)), bottom: ink(Math.round(height * 0.8), height), height };
})()`;

const told = (what: string) => (seconds: number) => line(`${what} filled`, seconds, 's');

async function charts(): Promise<void> {
  const [large, small] = [join(homes.folder, 'large'), join(homes.folder, 'small')];
  const ids = await once(large, () => fillCurves(large, homes.folder, SERIES, POINTS), told('large'));
  await once(small, () => fillCurves(small, homes.folder, 10, 1_000));
  if (filling) return;
  line('extremes among the points drawn, checked against the data', await checkExtremes(large, ids, POINTS), 'extremes', true);
  const ours = await start(large);
  line(`${SERIES} series shown one after the other by keys, until all are drawn`, await showAll(ours, SERIES), 's');
  const theirs = await start(small);
  line('10 series of 1,000 points alike', await showAll(theirs, 10), 's');
  const ink = await ours.page.evaluate<{ top: number; bottom: number; height: number }>(INK);
  if (ink.top === 0 || ink.bottom === 0) throw new Error(`The extremes are not on the canvas: ${JSON.stringify(ink)}`);
  line('pixels of spikes in the highest and the lowest fifth of the canvas', ink.top + ink.bottom, 'pixels', true, `${ink.top} above, ${ink.bottom} below`);
  for (const [name, act] of [['the pointer along the lines', readAlong], ['a drag that zooms, and the pointer after it', zoom], ['lines hidden and shown', toggle]] as const) {
    const pairs: { ours: number; theirs: number; worst: number }[] = [];
    for (let turn = -1; turn < PAIRS; turn += 1) {
      const mine = await act(ours);
      const pair = { ours: p95(mine), theirs: p95(await act(theirs)), worst: Math.max(...mine) };
      if (turn >= 0) pairs.push(pair);
    }
    judge(`frame at the 95th percentile, ${name}: ${SERIES} series of ${POINTS} points`, '10 series of 1,000 points', pairs, GOAL_CHARTS);
  }
}

function judge(what: string, peer: string, pairs: readonly { ours: number; theirs: number; worst: number }[], goal: number, longest?: number): void {
  const ratio = median(pairs.map((pair) => pair.ours / pair.theirs));
  const worst = Math.max(...pairs.map((pair) => pair.worst));
  const theirs = pairs.map((pair) => pair.theirs);
  print({ bench: 'runs', case: what, value: rounded(median(pairs.map((pair) => pair.ours))), unit: 'ms', peer, ratio: rounded(ratio), goal, ok: ratio <= goal && (longest === undefined || worst <= longest), note: `peer ${rounded(median(theirs))} ms (${rounded(Math.min(...theirs))} to ${rounded(Math.max(...theirs))}) over ${pairs.length} pairs; longest frame ${rounded(worst)} ms${longest === undefined ? '' : `, none over ${longest} allowed`}` });
}

/** Down, across and back by the wheel. */
async function scroll({ page }: Shown): Promise<readonly number[]> {
  const grid = page.getByRole('grid', { name: 'Runs' });
  const box = await grid.boundingBox();
  if (!box) throw new Error('The table has no place');
  await page.mouse.move(box.x + box.width / 2, box.y + 200);
  return framesOf(page, async () => {
    for (const [dx, dy] of [[0, 90], [70, 0], [50, 60], [-120, -150]] as const) for (let step = 0; step < 30; step += 1) await page.mouse.wheel(dx, dy);
    await page.waitForTimeout(100);
  });
}

async function table(): Promise<void> {
  const [many, few] = [join(homes.folder, 'many'), join(homes.folder, 'few')];
  await once(many, () => fillColumns(many, ROWS, COLUMNS), told('many'));
  await once(few, () => fillColumns(few, 10, COLUMNS));
  if (filling) return;
  const [ours, theirs] = [await start(many), await start(few)];
  for (const { page } of [ours, theirs]) {
    await page.getByRole('button', { name: 'Hide charts' }).click();
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('button', { name: /^Show \d/ }).click();
    await page.keyboard.press('Escape');
  }
  const columns = await ours.page.getByRole('grid', { name: 'Runs' }).getAttribute('aria-colcount');
  if (Number(columns) < COLUMNS) throw new Error(`The table shows ${columns} columns`);
  const pairs: { ours: number; theirs: number; worst: number }[] = [];
  for (let turn = -1; turn < PAIRS; turn += 1) {
    const mine = await scroll(ours);
    const pair = { ours: p95(mine), theirs: p95(await scroll(theirs)), worst: Math.max(...mine) };
    if (turn >= 0) pairs.push(pair);
  }
  judge(`frame at the 95th percentile while scrolling, ${ROWS} runs with ${columns} columns`, 'the same scroll over 10 runs', pairs, GOAL_TABLE, LONGEST_FRAME);
}

async function main(): Promise<void> {
  if (!filling) needDisplay('runsWindow');
  try {
    if (only !== 'table') await charts();
    for (const app of open.splice(0)) await app.close();
    if (only !== 'charts') await table();
  } finally {
    for (const app of open) await app.close();
    homes.remove();
  }
}

runBench(main);
