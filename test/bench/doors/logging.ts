// wandb.log from four processes at its top rate, into the app with its window open on the runs that grow.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { electronPath } from '../../../build/setup/electronPath.mjs';
import { median, print } from '../harness.js';
import { frames } from './frames.js';
import { answers, cairn, freePort, lastLine, memoryOf, python, tempFolder } from './world.js';

const SECONDS = Number(process.env['CAIRN_BENCH_SECONDS'] ?? 60);
const PROCESSES = 4;
/** A thousand a second together. */
const RATE = 250;
const IDLE_SECONDS = 10;

const program = (id: number): string => `
import time, wandb
with wandb.init(id="r${id}") as run:
    began = time.time()
    rows = 0
    while rows < ${RATE * SECONDS}:
        run.log({"loss": 1 / (rows + 1), "acc": rows % 7, "lr": 0.1})
        rows += 1
        ahead = began + rows / ${RATE} - time.time()
        if ahead > 0.02:
            time.sleep(ahead)
        if time.time() - began > ${SECONDS}:
            break
print(rows)`;

const kept = `
import wandb, json
api = wandb.Api()
print(json.dumps([sum(1 for _ in api.run(f"bench/r{i}").scan_history()) for i in range(${PROCESSES})]))`;

const enginePid = (app: ElectronApplication): Promise<number> => app.evaluate((electron) => electron.app.getAppMetrics().find(({ name }) => name === 'Cairn engine')?.pid ?? 0);

/** Every row has to be there afterwards; prints the engine's memory, and the window's frames against idle. */
export async function logging(): Promise<void> {
  if (process.platform === 'linux' && !process.env['DISPLAY']) throw new Error('There is no display for the window. Run it under one: xvfb-run -a npm run -s bench -- doors');
  const { folder, remove } = tempFolder();
  const home = join(folder, 'home');
  mkdirSync(home);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ http: { on: true, port } }));
  const app = await _electron.launch({ executablePath: electronPath().path, args: ['--no-sandbox', process.cwd(), '--home', home] });
  try {
    const page = await app.firstWindow();
    await page.getByRole('link', { name: 'Runs' }).first().click();
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    const { token } = JSON.parse(cairn('--home', home, '--json', 'token', 'create', 'bench')) as { token: string };
    await answers(url, token);
    const idle = await frames(page, IDLE_SECONDS);
    const pid = await enginePid(app);
    const before = memoryOf(pid);
    const held: number[] = [];
    const watch = setInterval(() => held.push(memoryOf(pid)), 250);
    const running = Promise.all(Array.from({ length: PROCESSES }, (_, id) => python(folder, url, token, program(id))));
    await page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(PROCESSES).waitFor({ timeout: 60_000 });
    const busy = await frames(page, SECONDS - IDLE_SECONDS);
    const total = (await running).map((out) => Number(lastLine(out))).reduce((sum, rows) => sum + rows, 0);
    clearInterval(watch);
    const lost = total - (JSON.parse(lastLine(await python(folder, url, token, kept))) as number[]).reduce((sum, rows) => sum + rows, 0);
    print({ bench: 'doors', case: `wandb.log, ${PROCESSES} processes`, value: Math.round(total / SECONDS), unit: 'rows/s', peer: null, ratio: null, goal: null, ok: lost === 0, note: `${total} rows in ${SECONDS} s, ${lost} lost` });
    print({ bench: 'doors', case: 'memory of the engine while it takes them', value: Math.round(Math.max(...held) / 1e6), unit: 'MB', peer: 'idle', ratio: Number((Math.max(...held) / before).toPrecision(3)), goal: null, ok: null, note: `${Math.round(before / 1e6)} MB idle, ${Math.round(median(held) / 1e6)} MB in the middle` });
    const ratio = busy.p95 / idle.p95;
    print({ bench: 'doors', case: 'frames of the window meanwhile, 95th percentile', value: Number(busy.p95.toPrecision(4)), unit: 'ms', peer: 'the window at rest', ratio: Number(ratio.toPrecision(4)), goal: 1.5, ok: ratio <= 1.5, note: `peer ${idle.p95.toPrecision(4)} ms; ${Math.round(busy.count / (SECONDS - IDLE_SECONDS))} frames a second, ${Math.round(idle.count / IDLE_SECONDS)} at rest` });
  } finally {
    await app.close();
    remove();
  }
}
