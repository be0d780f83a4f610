// npm run -s bench -- app: from a start to the first row, with 100,000 versions in the store, beside an empty Electron window.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { electronPath } from '../../build/setup/electronPath.mjs';
import { print, runPair } from './harness.js';
import { generatedHome, homesOf, VERSIONS_EACH } from './homes.js';

const MODELS = Number(process.env['CAIRN_BENCH_MODELS'] ?? 2000);
/** Long enough for what starts late, such as the feed's first batch. */
const SETTLE_MS = 3000;
const IDLE_MS = 5000;
const homes = homesOf('app');
const home = join(homes.folder, `models-${MODELS}`);
const empty = join(homes.folder, 'empty-app');

/** The least an Electron app can be: one window with one heading. */
function writeEmptyApp(): void {
  mkdirSync(empty, { recursive: true });
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.js' }));
  writeFileSync(join(empty, 'main.js'), "const { app, BrowserWindow } = require('electron');\napp.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900 }).loadURL('data:text/html,<h1>empty</h1>'));\n");
}

function start(args: readonly string[]): Promise<ElectronApplication> {
  return _electron.launch({ executablePath: electronPath().path, args: ['--no-sandbox', ...args] });
}

async function memoryAndIdle(): Promise<void> {
  const app = await start([process.cwd(), '--home', home]);
  await (await app.firstWindow()).getByText(/^model-\d+$/).first().waitFor();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const metrics = () => app.evaluate((electron) => electron.app.getAppMetrics().map(({ memory, cpu }) => ({ kilobytes: memory.workingSetSize, percent: cpu.percentCPUUsage })));
  await metrics(); // the first reading begins the interval of the second
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const all = await metrics();
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const line = (what: string, value: number, unit: string) => print({ bench: 'app', case: what, value, unit, peer: null, ratio: null, goal: null, ok: null });
  line('memory of all processes, shared pages counted in each', Math.round(sum(all.map((one) => one.kilobytes)) / 1000), 'MB');
  line('idle CPU of all processes', Number(sum(all.map((one) => one.percent)).toFixed(2)), 'percent of a core');
  await app.close();
}

async function main(): Promise<void> {
  if (process.platform === 'linux' && !process.env['DISPLAY']) throw new Error('There is no display. Run it under one: xvfb-run -a npm run -s bench -- app');
  try {
    writeEmptyApp();
    await generatedHome(home, MODELS);
    let ours: ElectronApplication | undefined;
    let theirs: ElectronApplication | undefined;
    await runPair({
      bench: 'app',
      case: `cold start to the first row, ${MODELS * VERSIONS_EACH} versions`,
      unit: 's',
      peer: 'an empty Electron window to its heading',
      goal: 2,
      pairs: 5,
      ours: {
        async run() {
          ours = await start([process.cwd(), '--home', home]);
          await (await ours.firstWindow()).getByText(/^model-\d+$/).first().waitFor();
        },
        check: async () => ours?.close(),
      },
      theirs: {
        async run() {
          theirs = await start([empty]);
          await (await theirs.firstWindow()).getByText('empty').first().waitFor();
        },
        check: async () => theirs?.close(),
      },
    });
    await memoryAndIdle();
  } finally {
    homes.remove();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
