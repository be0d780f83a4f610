// npm run -s bench -- lineage: 20,000 generated nodes in the real window beside 100 of them, and beside 60 plain React Flow nodes;
// the impact query held against a reference traversal.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { build } from 'vite';
import { largeLineage } from '../support/lineageLarge.js';
import { writeLineage, type PlainIds, type PlainLineage } from '../support/lineageOps.js';
import { median, print, runBench, runPair } from './harness.js';
import { withEngine } from './homes.js';
import { framesOf, go, launch, needDisplay, p95 } from './window.js';

const NODES = Number(process.env['CAIRN_BENCH_NODES'] ?? 20_000);
const PANS = 5;
const REST_MS = 600;
const work = mkdtempSync(join(tmpdir(), 'cairn-bench-lineage-'));

interface Filled {
  readonly home: string;
  readonly plain: PlainLineage;
  readonly ids: PlainIds;
}

const line = (what: string, value: number, unit: string, goal: number | null = null, ok: boolean | null = null, note?: string): void => print({ bench: 'lineage', case: what, value: Number(value.toPrecision(4)), unit, peer: null, ratio: null, goal, ok, ...(note ? { note } : {}) });

function fill(nodes: number): Promise<Filled> {
  const home = join(work, `home-${nodes}`);
  const plain = largeLineage(nodes);
  return withEngine(home, (engine) => ({ home, plain, ids: writeLineage(engine.context.registry, plain) }));
}

/** What depends on a version, by sets over the plain description. */
function reference({ plain, ids }: Filled, start: number): { versions: number; production: string[] } {
  const usedBy = new Map<number, number[]>();
  plain.runs.forEach((run, index) => run.uses.forEach((version) => usedBy.set(version, [...(usedBy.get(version) ?? []), index])));
  const seen = new Set([start]);
  const queue = [start];
  for (let at = 0; at < queue.length; at += 1) {
    for (const run of usedBy.get(queue[at] as number) ?? []) {
      for (const made of plain.runs[run]?.makes ?? []) {
        if (seen.has(made)) continue;
        seen.add(made);
        queue.push(made);
      }
    }
  }
  seen.delete(start);
  const holders = new Map(plain.aliases.filter((alias) => alias.alias === 'production').map((alias) => [alias.model, alias.version]));
  return { versions: seen.size, production: [...holders.values()].filter((version) => seen.has(version)).map((version) => ids.versions[version] ?? '').sort() };
}

async function impact(filled: Filled): Promise<void> {
  await withEngine(filled.home, async ({ client }) => {
    const times: number[] = [];
    const want = reference(filled, 0);
    for (let turn = 0; turn < 9; turn += 1) {
      const from = performance.now();
      const found = await client.lineage.impact({ ref: filled.ids.versions[0] ?? '', aliases: ['production'] });
      times.push(performance.now() - from);
      const production = found.held.map((holder) => holder.version).sort();
      if (found.versions !== want.versions || JSON.stringify(production) !== JSON.stringify(want.production)) throw new Error(`Impact differs: ${found.versions} and ${want.versions} versions, ${production.length} and ${want.production.length} in production`);
    }
    line(`impact of a data set on ${NODES} nodes, equal to a reference traversal`, median(times.slice(1)), 'ms', null, null, `product goal 100 ms; ${want.versions} versions, ${want.production.length} in production`);
  });
}

/** A trained version in the middle, with a data set behind it. */
function middle({ plain }: Filled): number {
  const candidates = plain.runs.flatMap((run) => (run.jobType === 'train' && run.uses.length === 1 ? run.makes : []));
  return candidates[candidates.length >> 1] ?? 0;
}

/** Milliseconds between frames while the view is dragged about. */
async function panFrames(page: Page, selector: string): Promise<readonly number[]> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`There is nothing at ${selector}`);
  const [x, y] = [box.x + box.width - 30, box.y + 30];
  return framesOf(page, async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 0; step < 60; step += 1) await page.mouse.move(x - 200 * Math.sin(step / 8), y + 120 * Math.sin(step / 5));
    await page.mouse.up();
  });
}

async function peerApp(): Promise<ElectronApplication> {
  const page = join(work, 'peer');
  await build({ root: join(process.cwd(), 'test/bench/lineagePeer'), base: './', configFile: false, logLevel: 'error', build: { outDir: page, target: 'chrome114' } });
  const folder = join(work, 'peer-app');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'peer', main: 'main.js' }));
  writeFileSync(join(folder, 'main.js'), `const { app, BrowserWindow } = require('electron');\napp.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900 }).loadFile(${JSON.stringify(join(page, 'index.html'))}));\n`);
  return launch([folder]);
}

async function main(): Promise<void> {
  needDisplay('lineage');
  const open: ElectronApplication[] = [];
  try {
    const [large, small] = [await fill(NODES), await fill(100)];
    await impact(large);
    const [ours, theirs] = [await launch([process.cwd(), '--home', large.home]), await launch([process.cwd(), '--home', small.home])];
    open.push(ours, theirs);
    const [page, smallPage] = [await ours.firstWindow(), await theirs.firstWindow()];
    await Promise.all([page, smallPage].map((each) => each.getByRole('heading', { level: 1 }).first().waitFor()));
    const view = (app: ElectronApplication, on: Page, filled: Filled) => {
      const id = filled.ids.versions[middle(filled)] ?? '';
      return {
        prepare: async () => {
          await go(app, '/activity');
          await on.getByTestId('lineage-graph').waitFor({ state: 'detached' });
        },
        run: async () => {
          await go(app, `/lineage/${id}`);
          await on.locator(`[data-node="${id}"]`).waitFor();
        },
      };
    };
    await runPair({ bench: 'lineage', case: `focused view of ${NODES} nodes, two hops`, unit: 'ms', peer: 'the same view of 100 nodes', goal: 1.5, pairs: 7, ours: view(ours, page, large), theirs: view(theirs, smallPage, small) });
    const mounted = (): Promise<number> => page.locator('.react-flow__node').count();
    const focused = await mounted();
    line('nodes mounted in the focused view', focused, 'nodes', 400, focused <= 400);

    const peer = await peerApp();
    open.push(peer);
    const peerPage = await peer.firstWindow();
    await peerPage.locator('.react-flow__node').nth(59).waitFor();
    const pan = async (nodes: number, what: string): Promise<void> => {
      const frames: { ours: number; theirs: number }[] = [];
      for (let turn = -1; turn < PANS; turn += 1) {
        const mine = p95(await panFrames(page, '[data-testid="lineage-graph"]'));
        // What a view does once it has come to rest is no part of the other's frames.
        await page.waitForTimeout(REST_MS);
        const pair = { ours: mine, theirs: p95(await panFrames(peerPage, '.react-flow')) };
        await page.waitForTimeout(REST_MS);
        if (turn >= 0) frames.push(pair);
      }
      const ratio = median(frames.map((pair) => pair.ours / pair.theirs));
      print({ bench: 'lineage', case: `frame at the 95th percentile while panning ${what}, ${nodes} of ${NODES} nodes mounted`, value: Number(median(frames.map((pair) => pair.ours)).toPrecision(4)), unit: 'ms', peer: 'panning 60 plain React Flow nodes', ratio: Number(ratio.toPrecision(4)), goal: 1.5, ok: ratio <= 1.5, note: `peer ${median(frames.map((pair) => pair.theirs)).toPrecision(4)} ms over ${PANS} pairs; product goal 20 ms` });
    };
    await pan(focused, 'the focused view');

    const root = large.ids.versions[0] ?? '';
    const from = performance.now();
    await go(ours, `/lineage/${root}`);
    await page.getByRole('radiogroup', { name: 'Which way' }).getByText('Complete').click();
    await page.getByRole('radiogroup', { name: 'How far' }).getByText(/^All/).click();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('checkbox', { name: 'Fold siblings' }).click();
    await page.getByText(`${new Intl.NumberFormat('en').format(large.ids.versions.length + large.ids.runs.length + large.ids.models.length)} nodes`, { exact: true }).waitFor({ timeout: 120_000 });
    line(`the complete graph of ${NODES} nodes on canvas`, performance.now() - from, 'ms', null, null, 'product goal 1 s for the focused view');
    await page.getByRole('button', { name: 'Fit the whole graph' }).click();
    await page.waitForTimeout(500);
    const seen = await page.getByText(/ nodes/).last().innerText();
    const overview = await panFrames(page, '[data-testid="lineage-graph"]');
    const rate = 1000 / (overview.reduce((sum, frame) => sum + frame, 0) / overview.length);
    line('overview on canvas while panning', rate, 'frames/s', 20, rate >= 20, seen);
    for (let step = 0; step < 24 && !(await page.locator('.react-flow__node').count()); step += 1) {
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await page.waitForTimeout(200);
    }
    const zoomed = await mounted();
    line('nodes mounted, zoomed into the complete graph', zoomed, 'nodes', 400, zoomed > 0 && zoomed <= 400);
    await pan(zoomed, 'the complete graph near by');
  } finally {
    for (const app of open) await app.close();
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

runBench(main);
