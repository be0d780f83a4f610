// npm run -s bench -- compare: 100 runs side by side in the real window beside 2 of them: every view opens, and says what it leaves out.
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { print, runBench } from './harness.js';
import { homesOf, once, withEngine } from './homes.js';
import { go, launch, needDisplay } from './window.js';

const RUNS = 100;
const STEPS = 1_000;
const SETTINGS = 40;
const METRICS = 10;
const COMMIT = '0123456789'.repeat(4);
/** What the curves may draw of a line when there are so many, and how they say it. */
const MOST_DRAWN = 240;
const SAID = /^([\d,]+) of 1,000 points a line, min and max kept$/;
const homes = homesOf('compare');
const work = join(homes.folder, 'compare');

function fill(home: string): Promise<string[]> {
  return withEngine(home, async ({ client }) => {
    const ids: string[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const key = `run-${String(run).padStart(3, '0')}`;
      const config = Object.fromEntries(Array.from({ length: SETTINGS }, (_, n) => [`setting_${n}`, n % 4 === 0 ? `choice-${(run + n) % 5}` : (run * 17 + n) / 1000]));
      const { id } = await client.runs.start({ key, name: key, config, git: { commit: COMMIT, branch: `sweep-${run}`, dirty: false } });
      await client.runs.log({ run: key, rows: Array.from({ length: STEPS }, (_, step) => ({ step, values: Object.fromEntries(Array.from({ length: METRICS }, (_unused, n) => [`metric_${n}`, Math.sin(step / 50 + n) + run / 100])) })) });
      await client.runs.finish({ run: key });
      ids.push(id);
    }
    return ids;
  });
}

/** Each view, and what stands in it once it is drawn for so many runs. */
const VIEWS: readonly { readonly name: string; readonly shown: (side: Locator, runs: number) => Locator }[] = [
  { name: 'Curves', shown: (side, runs) => side.getByRole('group', { name: new RegExp(`^metric_0 by step. ${runs} lines`) }) },
  { name: 'Bars', shown: (side, runs) => side.getByRole('region', { name: 'Bars' }).locator('.recharts-bar-rectangle').nth(runs - 1) },
  { name: 'Scatter', shown: (side, runs) => side.getByRole('region', { name: 'Scatter' }).locator('.recharts-scatter-symbol').nth(runs - 1) },
  { name: 'Parallel', shown: (side, runs) => side.getByRole('img', { name: new RegExp(`^${runs} lines over`) }) },
  { name: 'Weights', shown: (side) => side.getByText(/^Weights are compared between versions/) },
  { name: 'Files', shown: (side) => side.getByText(/^Runs have no files of their own/) },
  { name: 'Code', shown: (side) => side.getByRole('region', { name: 'Commits' }).getByText(COMMIT.slice(0, 10)).first() },
];

/** Milliseconds to the table and to each view. */
async function visit(app: ElectronApplication, page: Page, ids: readonly string[]): Promise<Map<string, number>> {
  const took = new Map<string, number>();
  const side = page.getByRole('region', { name: 'Beside the table' });
  await go(app, '/activity');
  await page.getByTestId('compare-grid').waitFor({ state: 'detached' });
  let from = performance.now();
  await go(app, `/compare/${ids.join('-')}`);
  await page.getByRole('heading', { level: 1, name: `Compare ${ids.length} runs` }).waitFor({ timeout: 60_000 });
  await page.getByTestId('compare-grid').getByText('run-001').first().waitFor();
  took.set('the table', performance.now() - from);
  for (const view of [...VIEWS.slice(1), ...VIEWS.slice(0, 1)]) {
    from = performance.now();
    await page.getByRole('radiogroup', { name: 'Shown beside the table' }).getByText(view.name, { exact: true }).click();
    await view.shown(side, ids.length).waitFor({ timeout: 60_000 });
    took.set(view.name, performance.now() - from);
    await shoot(page, `${ids.length}-${view.name}`);
  }
  if (ids.length === RUNS) {
    const said = await side.getByText(SAID).innerText();
    const drawn = Number(SAID.exec(said)?.[1]);
    if (!(drawn > MOST_DRAWN / 2 && drawn <= MOST_DRAWN)) throw new Error(`The curves say "${said}", and may draw ${MOST_DRAWN} a line`);
  }
  const columns = await page.getByTestId('compare-grid').getAttribute('aria-colcount');
  if (Number(columns) !== ids.length + 1) throw new Error(`The table has ${columns} columns for ${ids.length} runs`);
  return took;
}

/** With CAIRN_BENCH_SHOTS a picture of each view is left in that folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['CAIRN_BENCH_SHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `compare-${name}.png`) });
}

async function main(): Promise<void> {
  needDisplay('compare');
  let app: ElectronApplication | undefined;
  try {
    const ids = await once(work, () => fill(work));
    app = await launch([process.cwd(), '--home', work]);
    const page = await app.firstWindow();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await visit(app, page, ids.slice(0, 3));
    const two = await visit(app, page, ids.slice(0, 2));
    const all = await visit(app, page, ids);
    for (const [view, value] of all) {
      const peer = two.get(view) ?? NaN;
      print({ bench: 'compare', case: `${RUNS} runs: ${view}`, value: Math.round(value), unit: 'ms', peer: 'the same for 2 runs', ratio: Number((value / peer).toPrecision(3)), goal: null, ok: null, note: `peer ${Math.round(peer)} ms` });
    }
  } finally {
    await app?.close();
    homes.remove();
  }
}

runBench(main);
