// npm run -s bench -- reports: a report of 20 panels over 10,000 versions opened in the window, beside one of a single panel.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright';
import { electronPath } from '../../build/setup/electronPath.mjs';
import { createEngine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';
import { generate } from '../support/generate.js';
import { print, runPair } from './harness.js';

const VERSIONS = Number(process.env['CAIRN_BENCH_VERSIONS'] ?? 10_000);
const PANELS = 20;
/** Panels of the kinds that read most: lists, a metric over all versions, history. */
const KINDS = ['versions', 'metricAcross', 'history', 'query'] as const;
const work = mkdtempSync(join(tmpdir(), 'cairn-bench-reports-'));

/** Two reports; gives their ids. */
async function fill(): Promise<{ readonly one: string; readonly many: string }> {
  const engine = await createEngine({ dataRoot: work, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, hostPorts(work, 'cli'));
  const [collection = ''] = generate(engine.context.registry, { models: 1, versions: VERSIONS });
  const { client } = engine;
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
  const ids = { one: await make('one', 1), many: await make('many', PANELS) };
  await engine.close();
  return ids;
}

async function main(): Promise<void> {
  if (process.platform === 'linux' && !process.env['DISPLAY']) throw new Error('There is no display. Run it under one: xvfb-run -a npm run -s bench -- reports');
  try {
    const { one, many } = await fill();
    const app = await _electron.launch({ executablePath: electronPath().path, args: ['--no-sandbox', process.cwd(), '--home', work] });
    const page = await app.firstWindow();
    await page.getByText('model-0000').first().waitFor();
    const go = (path: string): Promise<void> => app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.send('cairn:event', { event: 'navigate', path: to }), path);
    const away = async (): Promise<void> => {
      await go('/reports');
      await page.getByRole('grid', { name: 'Reports' }).waitFor();
    };
    const open = (id: string, panels: number) => async (): Promise<void> => {
      await go(`/reports/${id}`);
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
    print({ bench: 'reports', case: 'nodes of the page with all panels', value: await page.locator('*').count(), unit: 'nodes', peer: null, ratio: null, goal: null, ok: null });
    await app.close();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Every panel is there, and none is waiting. */
async function drawn(page: Page, panels: number): Promise<void> {
  await page.locator('article section > [role="group"]').nth(panels - 1).waitFor();
  await page.locator('article [aria-busy="true"]').first().waitFor({ state: 'detached' });
}

void main();
