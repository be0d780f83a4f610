// npm run -s bench -- metricAcross: the page of a registered model of 1,000 versions until its chart stands, and another metric chosen
// there, beside the same of a model of 10.
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { generate } from '../support/generate.js';
import { median, print, runBench, runPair } from './harness.js';
import { homesOf, once, withEngine } from './homes.js';
import { go, launch, needDisplay } from './window.js';

const VERSIONS = 1_000;
const FEW = 10;
const MOVES = 12;
const PAIRS = 7;
/** Every ninth version has no accuracy: a gap. */
const GAP = 9;
const homes = homesOf('metric');
const work = join(homes.folder, 'metric');

const valuesOf = (n: number): Record<string, number> => ({ ...(n % GAP === 4 ? {} : { acc: 0.9 + 0.05 * Math.sin(n / 60) + (n % 7) / 1000 }), loss: 1 / (1 + n / 100) });

/** Two registered models; gives their ids. */
function fill(): Promise<{ readonly many: string; readonly few: string }> {
  return withEngine(work, async ({ client, context }) => {
    const [collection = ''] = generate(context.registry, { models: 1, versions: VERSIONS, metrics: valuesOf });
    const page = await client.browse.scope({ scope: `versions:${collection}`, limit: VERSIONS });
    const versions = page.items.map(({ row }) => String((row as { id: unknown }).id)).reverse();
    const make = async (name: string, members: readonly string[]): Promise<string> => {
      const model = await client.registry.createModel({ name });
      await client.registry.describe({ what: 'collection', ref: model.id, field: 'headline', value: { metric: 'acc', direction: 'max' } });
      // Aliases move while versions go on arriving, so that the lanes have bands.
      const every = Math.ceil(members.length / MOVES);
      for (const [n, ref] of members.entries()) {
        await client.registry.link({ ref, target: name });
        if (n % every === 0) for (const alias of ['production', 'staging']) await client.registry.setAlias({ ref: `${name}:v${n}`, alias });
      }
      return model.id;
    };
    return { many: await make('Many', versions), few: await make('Few', versions.slice(-FEW)) };
  });
}

const chart = (page: Page, metric: string, having: number, of: number) => page.locator(`[role="img"][aria-label^="${metric} by version: ${having} of ${of} versions have it"] .recharts-line-curve`);

/** Runs in the page, which this program knows no types of: milliseconds from a click to the frame after the chart is of that metric. */
const CHOOSE = (metric: string): string => `new Promise((resolve) => {
  const item = [...document.querySelectorAll('[role="menuitemradio"]')].find((each) => each.textContent === ${JSON.stringify(metric)});
  const from = performance.now();
  item.click();
  const look = () => document.querySelector('[role="img"][aria-label^="${metric} by version"] .recharts-line-curve') ? requestAnimationFrame(() => resolve(performance.now() - from)) : requestAnimationFrame(look);
  look();
})`;

async function choosing(page: Page): Promise<number> {
  const times: number[] = [];
  for (const metric of ['loss', 'acc', 'loss', 'acc', 'loss', 'acc']) {
    await page.getByRole('button', { name: / by version$/ }).click();
    await page.getByRole('menuitemradio', { name: metric }).waitFor();
    times.push(await page.evaluate<number>(CHOOSE(metric)));
  }
  return median(times);
}

async function main(): Promise<void> {
  needDisplay('metricAcross');
  let app: ElectronApplication | undefined;
  try {
    const { many, few } = await once(work, fill);
    app = await launch([process.cwd(), '--home', work]);
    const page = await app.firstWindow();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    const shown = app;
    const having = (from: number, to: number): number => Array.from({ length: to - from }, (_none, n) => n + from).filter((n) => n % GAP !== 4).length;
    const open = (id: string, count: number) => ({
      prepare: async () => {
        await go(shown, '/activity');
        await page.locator('.recharts-line-curve').waitFor({ state: 'detached' });
      },
      run: async () => {
        await go(shown, `/collections/${id}`);
        await chart(page, 'acc', having(VERSIONS - count, VERSIONS), count).waitFor({ state: 'attached' });
      },
    });
    await runPair({ bench: 'metricAcross', case: `page of a model of ${VERSIONS.toLocaleString('en')} versions, to its chart`, unit: 'ms', peer: `the same of ${FEW}`, goal: null, pairs: PAIRS, ours: open(many, VERSIONS), theirs: open(few, FEW) });
    const peer = await choosing(page);
    await open(many, VERSIONS).run();
    const ours = await choosing(page);
    print({ bench: 'metricAcross', case: `another metric over ${VERSIONS.toLocaleString('en')} versions, to the frame after it is drawn`, value: Math.round(ours), unit: 'ms', peer: `the same over ${FEW}`, ratio: Number((ours / peer).toPrecision(3)), goal: null, ok: null, note: `peer ${Math.round(peer)} ms; product goal 200 ms` });
    if (process.env['CAIRN_BENCH_SHOTS']) await page.screenshot({ path: join(process.env['CAIRN_BENCH_SHOTS'], 'metric-across.png') });
  } finally {
    await app?.close();
    homes.remove();
  }
}

runBench(main);
