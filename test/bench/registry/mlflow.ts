// The MLflow server beside it, where it is on this machine: on the path, or in .cache/benchPeers (a Python venv).
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { median, print } from '../harness.js';
import { launch, p95 } from '../window.js';
import { openHash } from './inPage.js';

const VERSIONS = 10_000;
const TURNS = 40;
const START_MS = 60_000;
/** Turns of its UI that load code, not counted. */
const WARM = 2;
const SETTLE_MS = 500;

const env = { ...process.env, PATH: [join(process.cwd(), '.cache', 'benchPeers', 'bin'), process.env['PATH'] ?? ''].join(delimiter) };

/** Models and versions go in through its own store, many in one transaction: over HTTP it would take minutes. */
const FILL = `import sys
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore
from mlflow.store.model_registry.dbmodels.models import SqlRegisteredModel, SqlModelVersion
store = SqlAlchemyStore(sys.argv[1])
with store.ManagedSessionMaker() as session:
    for m in range(${VERSIONS / 50}):
        session.add(SqlRegisteredModel(name=f'model-{m:04d}', creation_time=m, last_updated_time=m, description=''))
        for v in range(50):
            session.add(SqlModelVersion(name=f'model-{m:04d}', version=v + 1, creation_time=v, last_updated_time=v, description='', source='file:///x', current_stage='None', status='READY'))
`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(url: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    const ok = await fetch(url).then((answer) => answer.ok, () => false);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the MLflow server did not answer');
}

async function ask(url: string): Promise<number> {
  const start = performance.now();
  const answer = await fetch(url);
  if (!(await answer.text()).includes('model-')) throw new Error(`${url} gave no models`);
  return performance.now() - start;
}

function tell(what: string, value: number, note: string): void {
  print({ bench: 'registry', case: `MLflow server with ${VERSIONS} versions: ${what}`, value: Number(value.toFixed(1)), unit: 'ms', peer: null, ratio: null, goal: null, ok: null, note });
}

/** A window of the same runtime that shows one address. */
function writeBrowser(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'browser', main: 'main.js' }));
  writeFileSync(join(folder, 'main.js'), "const { app, BrowserWindow } = require('electron');\napp.whenReady().then(() => new BrowserWindow({ width: 1440, height: 900 }).loadURL(process.argv.at(-1)));\n");
  return folder;
}

/** Its UI, in a window of the same runtime: the pages that answer to our home and page of a model. */
async function inWindow(work: string, url: string): Promise<void> {
  const app = await launch([writeBrowser(join(work, 'browser')), url]);
  try {
    const page = await app.firstWindow();
    const pages = [
      ['opening its list of models', '/models', 'model-\\d'],
      ['opening the page of a model', '/models/model-0001', 'Version \\d'],
    ] as const;
    for (const [what, path, text] of pages) {
      const times: number[] = [];
      for (let turn = -WARM; turn < TURNS; turn += 1) {
        await openHash(page, '/experiments', 'body', 'Experiments');
        await page.waitForTimeout(SETTLE_MS);
        const took = await openHash(page, path, '[role=row], tr', text);
        if (turn >= 0) times.push(took);
      }
      tell(`its UI in the same Electron, ${what}, 95th percentile`, p95(times), `median ${median(times).toFixed(1)} ms over ${TURNS} turns`);
    }
  } finally {
    await app.close();
  }
}

/** Prints how long its server takes for what the pages of its UI ask; says so where it is not there. */
export async function beside(work: string): Promise<void> {
  const version = spawnSync('mlflow', ['--version'], { env, encoding: 'utf8' });
  if (version.status !== 0) return tell('lists', 0, 'not available');
  // Kept data roots are used again; its database is always filled anew.
  rmSync(join(work, 'mlflow.db'), { force: true });
  const store = `sqlite:///${join(work, 'mlflow.db')}`;
  const filled = spawnSync('python', ['-c', FILL, store], { env, encoding: 'utf8' });
  if (filled.status !== 0) return tell('lists', 0, `could not be filled: ${filled.stderr.trim().split('\n').at(-1) ?? ''}`);
  const port = await freePort();
  const server = spawn('mlflow', ['server', '--backend-store-uri', store, '--host', '127.0.0.1', '--port', String(port), '--workers', '1'], { env, stdio: 'ignore', detached: true });
  try {
    const api = `http://127.0.0.1:${port}/api/2.0/mlflow`;
    await answers(`${api}/registered-models/search?max_results=1`);
    const pages = [
      ['a page of 25 models', `${api}/registered-models/search?max_results=25`],
      ['models by a part of their name', `${api}/registered-models/search?max_results=25&filter=${encodeURIComponent("name ILIKE '%model-0001%'")}`],
      ['the versions of a model', `${api}/model-versions/search?max_results=50&filter=${encodeURIComponent("name='model-0001'")}`],
    ] as const;
    for (const [what, url] of pages) {
      await ask(url);
      const times: number[] = [];
      for (let turn = 0; turn < TURNS; turn += 1) times.push(await ask(url));
      tell(`${what}, 95th percentile`, p95(times), `${version.stdout.trim()}; its server's answer alone, without a window; median ${median(times).toFixed(1)} ms`);
    }
    await inWindow(work, `http://127.0.0.1:${port}/#/experiments`);
  } finally {
    if (server.pid) process.kill(-server.pid);
  }
}
