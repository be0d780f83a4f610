// npm run -s bench -- registry: pages, search and a key in the filter, in the real window, with 2,000 models and 100,000 versions
// beside the same with 100 versions. Both windows are open at once and are asked in turn; what is compared is the 95th percentile.
// The 100 versions are spread so that every list of the small one fills its window too: what is drawn is the same on both sides.
//   CAIRN_BENCH_MODELS=2000   models of 50 versions each in the large one
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { median, print } from './harness.js';
import { generatedHome, homesOf, VERSIONS_EACH as VERSIONS } from './homes.js';
import { beside } from './registry/mlflow.js';
import { openHash, pressed } from './registry/inPage.js';
import { rollingBack } from './registry/rollBack.js';
import { launch, needDisplay, p95 } from './window.js';

const MODELS = Number(process.env['CAIRN_BENCH_MODELS'] ?? 2000);
/** 2 models of 36 versions and 28 of one: more than a window shows, in the home and on the page of a model. */
const FEW = { models: 2, shape: { versions: 36, single: 28 }, total: 100 } as const;
/** Turns that load code and fill caches, not counted; then those that are. */
const WARM = 4;
const TURNS = 100;
const GOAL = 1.5;
const PAGE_GOAL_MS = 200;
const KEY_GOAL_MS = 50;
/** The window reads the whole list behind what it shows first. */
const SETTLE_MS = 4000;

/** Of two windows on one screen, the one behind is not to be slowed down. */
const BOTH_AWAKE = ['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding', '--disable-background-timer-throttling'];

const homes = homesOf('registry');
const homeOf = (models: number): string => join(homes.folder, `models-${models}`);

interface Side {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Ids of collections to open in turn: as many on both sides, for a page that was open before shows at once what it showed. */
  readonly collections: readonly string[];
}

interface Action {
  readonly name: string;
  readonly goalMs: number;
  prepare(side: Side): Promise<void>;
  /** Milliseconds from the input, as the page saw it, to its answer in the page. */
  run(side: Side, turn: number): Promise<number>;
}

async function openSide(models: number, shape?: typeof FEW.shape): Promise<Side> {
  const home = shape ? join(homes.folder, 'versions-100') : homeOf(models);
  const collections = (await generatedHome(home, models, shape)).slice(0, FEW.models);
  const app = await launch([...BOTH_AWAKE, process.cwd(), '--home', home]);
  const page = await app.firstWindow();
  await page.getByText(/^model-\d+$/).first().waitFor();
  return { app, page, collections };
}

const elsewhere = ({ page }: Side): Promise<void> => openHash(page, '/settings', 'h1', '^Settings').then(() => undefined);
const ROW = '[role=row]';

const filterField = (page: Page) => page.getByRole('searchbox', { name: /^Filter/ });

const ACTIONS: readonly Action[] = [
  { name: 'opening the home', goalMs: PAGE_GOAL_MS, prepare: elsewhere, run: ({ page }) => openHash(page, '/registry', ROW, 'model-\\d') },
  {
    name: 'opening the page of a model',
    goalMs: PAGE_GOAL_MS,
    prepare: elsewhere,
    run: ({ page, collections }, turn) => openHash(page, `/collections/${collections[turn % collections.length] ?? ''}`, ROW, '\\bv\\d'),
  },
  { name: 'opening the history', goalMs: PAGE_GOAL_MS, prepare: elsewhere, run: ({ page }) => openHash(page, '/activity', 'main', 'Mira Ovist') },
  {
    name: 'a key typed in the search',
    goalMs: KEY_GOAL_MS,
    async prepare({ page }) {
      await elsewhere({ page } as Side);
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('model-000');
      await page.getByRole('option', { name: /model-000/ }).first().waitFor();
    },
    async run({ page }) {
      const took = await pressed(page, '1', '[role=option]', 'model-0001');
      await page.keyboard.press('Escape');
      return took;
    },
  },
  {
    name: 'a key typed in the filter',
    goalMs: KEY_GOAL_MS,
    async prepare({ page }) {
      await openHash(page, '/registry', ROW, 'model-\\d');
      await filterField(page).fill('');
      await filterField(page).focus();
    },
    async run({ page }) {
      const took = await pressed(page, '1', '[role=status]', '^[\\d,]+ of ');
      await page.keyboard.press('Escape');
      return took;
    },
  },
];

async function compare(action: Action, large: Side, small: Side): Promise<void> {
  const times = { large: [] as number[], small: [] as number[] };
  for (let turn = -WARM; turn < TURNS; turn += 1) {
    for (const [side, into] of [[large, times.large], [small, times.small]] as const) {
      await action.prepare(side);
      const took = await action.run(side, turn + WARM);
      if (turn >= 0) into.push(took);
    }
  }
  const [ours, theirs] = [p95(times.large), p95(times.small)];
  const ratio = Number((ours / theirs).toPrecision(4));
  const half = `medians ${median(times.large).toFixed(1)} and ${median(times.small).toFixed(1)} ms over ${TURNS} turns`;
  print({ bench: 'registry', case: `${action.name}, ${MODELS * VERSIONS} versions, 95th percentile`, value: Number(ours.toFixed(1)), unit: 'ms', peer: `the same with ${FEW.total} versions`, ratio, goal: GOAL, ok: ratio <= GOAL, note: `peer ${theirs.toFixed(1)} ms, ${half}` });
  print({ bench: 'registry', case: `${action.name}: product goal`, value: Number(ours.toFixed(1)), unit: 'ms', peer: null, ratio: null, goal: action.goalMs, ok: null, note: ours <= action.goalMs ? 'within it' : 'above it; printed and not judged' });
}

async function inWindows(): Promise<void> {
  const open: Side[] = [];
  try {
    const small = await openSide(FEW.models, FEW.shape);
    open.push(small);
    const large = await openSide(MODELS);
    open.push(large);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    for (const action of ACTIONS) await compare(action, large, small);
  } finally {
    for (const { app } of open) await app.close();
  }
}

async function main(): Promise<void> {
  needDisplay('registry');
  try {
    await inWindows();
    await rollingBack(homeOf(MODELS), MODELS * VERSIONS);
    await beside(homes.folder);
  } finally {
    homes.remove();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
