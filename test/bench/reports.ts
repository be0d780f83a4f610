// npm run -s bench -- reports: a report of 20 panels over 10,000 versions opened in the window, beside one of a single panel.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Engine } from '../../electron/engine/index.js';
import { generate } from '../support/generate.js';
import { print, runBench, runPair } from './harness.js';
import { withEngine } from './homes.js';
import { go, launch, needDisplay } from './window.js';

const VERSIONS = Number(process.env['CAIRN_BENCH_VERSIONS'] ?? 10_000);
const PANELS = 20;
const ALIAS_MOVES = 20;
/** Panels of the kinds that read most: lists, a metric over all versions, history. */
const KINDS = ['versions', 'metricAcross', 'history', 'query'] as const;
const work = mkdtempSync(join(tmpdir(), 'cairn-bench-reports-'));

/** Two reports; gives their ids. */
async function fill({ client, context }: Engine): Promise<{ readonly one: string; readonly many: string }> {
  const metrics = (n: number): Record<string, number> => ({ acc: 0.9 + 0.05 * Math.sin(n / 300) + (n % 7) / 1000, loss: 1 / (1 + n / 100) });
  const [collection = ''] = generate(context.registry, { models: 1, versions: VERSIONS, metrics });
  // Aliases that wander over the newest versions, for the bands of the chart.
  for (let step = 0; step < ALIAS_MOVES; step += 1) {
    const version = VERSIONS - 1 - Math.floor((Math.min(900, VERSIONS - 1) * (ALIAS_MOVES - step)) / ALIAS_MOVES);
    for (const alias of ['production', 'staging']) await client.registry.setAlias({ ref: `mira/default/model-0000:v${version}`, alias });
  }
  const make = async (title: string, count: number): Promise<string> => {
    const { id } = await client.reports.create({ title });
    const set = Object.fromEntries(
      Array.from({ length: count }, (_none, n) => {
        const kind = KINDS[n % KINDS.length] ?? 'versions';
        const settings = kind === 'query' ? { text: `number>${n}` } : { model: collection };
        return [`panel.${n.toString(16).padStart(16, '0')}`, { kind, place: { x: (n % 2) * 6, y: Math.floor(n / 2) * 8, w: 6, h: 8 }, settings }];
      }),
    );
    await client.reports.edit({ report: id, set });
    return id;
  };
  return { one: await make('one', 1), many: await make('many', PANELS) };
}

async function main(): Promise<void> {
  needDisplay('reports');
  try {
    const { one, many } = await withEngine(work, fill);
    const app = await launch([process.cwd(), '--home', work]);
    const page = await app.firstWindow();
    await page.getByText('model-0000').first().waitFor();
    const away = async (): Promise<void> => {
      await go(app, '/reports');
      await page.getByRole('grid', { name: 'Reports' }).waitFor();
    };
    const open = (id: string, panels: number) => async (): Promise<void> => {
      await go(app, `/reports/${id}`);
      await drawn(page, panels);
    };
    await runPair({
      bench: 'reports',
      case: `${PANELS} panels over ${VERSIONS.toLocaleString('en')} versions, from the list to all drawn`,
      unit: 'ms',
      peer: 'one panel over the same versions',
      goal: null,
      pairs: 5,
      ours: { prepare: away, run: open(many, PANELS) },
      theirs: { prepare: away, run: open(one, 1) },
    });
    await away();
    await open(many, PANELS)();
    print({ bench: 'reports', case: 'nodes of the page with all panels', value: await page.locator('*').count(), unit: 'nodes', peer: null, ratio: null, goal: null, ok: null });
    if (process.env['CAIRN_BENCH_SHOTS']) await page.screenshot({ path: join(process.env['CAIRN_BENCH_SHOTS'], 'reports-20.png') });
    await app.close();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Every panel is there, none is waiting, and the charts have their lines. */
async function drawn(page: Page, panels: number): Promise<void> {
  await page.locator('article section > [role="group"]').nth(panels - 1).waitFor();
  await page.locator('article [aria-busy="true"]').first().waitFor({ state: 'detached' });
  const charts = Array.from({ length: panels }, (_none, n) => KINDS[n % KINDS.length]).filter((kind) => kind === 'metricAcross').length;
  if (charts > 0) await page.locator('article .recharts-line-curve').nth(charts - 1).waitFor({ state: 'attached' });
}

runBench(main);
