// Two windows on two data roots, one bucket of a real server, and a network that can go: both promote, once with one of them offline, once
// with both online.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cairn as run, cairnJson } from '../support/cli.js';
import { startProxy } from '../support/proxy/startProxy.js';
import { findServer, KEYS, NO_SERVER, startServer } from '../support/s3Servers.js';
import type { Cairn } from './app.js';
import { expect, test } from './app.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';

const MODEL = 'Support LLM 8B';
const KEY_ENV = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
/** A poll comes every 15 s; a slow machine is given several. */
const COMES = { timeout: 60_000 } as const;

interface Team {
  readonly a: Cairn;
  readonly b: Cairn;
  /** The network of the second device. */
  online(on: boolean): Promise<void>;
  end(): Promise<void>;
}

/** Two windows, three versions in one model, each with its own way to the bucket. */
async function team(home: string, launch: (options: { home?: string; env: Record<string, string> }) => Promise<Cairn>): Promise<Team> {
  const server = await startServer('versitygw');
  const [toA, toB] = [await startProxy(server.port), await startProxy(server.port)];
  const other = mkdtempSync(join(tmpdir(), 'cairn-e2e-b-'));
  const url = server.url();
  for (const [root, { endpoint }] of [[home, toA], [other, toB]] as const) {
    const added = run(root, ['remote', 'add', 'team', url.replace(encodeURIComponent(server.endpoint), encodeURIComponent(endpoint))], KEY_ENV);
    expect(added.status, added.stderr).toBe(0);
  }
  for (const n of [0, 1, 2]) {
    writeFileSync(join(home, 'model.bin'), `weights ${n}`);
    cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'support-llm', '--metric', `eval_loss=${1.6 - n / 20}`, '--link', MODEL]);
  }
  for (const root of [home, other]) expect(run(root, ['sync'], KEY_ENV).status).toBe(0);
  const [a, b] = [await launch({ env: KEY_ENV }), await launch({ home: other, env: KEY_ENV })];
  for (const { page } of [a, b]) {
    await shell(page).go('Registry');
    await modelScreens(page).models.getByRole('link', { name: MODEL }).click();
  }
  return {
    a,
    b,
    online: (on) => toB.set({ online: on }),
    async end() {
      for (const window of [a, b]) await window.close();
      for (const each of [toA, toB, server]) await each.stop();
      rmSync(other, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Everything up to the last click. */
async function prepare({ page }: Cairn, label: string, note: string): Promise<void> {
  const screen = modelScreens(page);
  await screen.version(label).click();
  await screen.inspector(label).getByRole('button', { name: 'Aliases' }).click();
  await page.getByRole('menuitem', { name: /Set production/ }).click();
  await screen.field('Note').fill(note);
}

const confirm = ({ page }: Cairn) => modelScreens(page).act('Set production');
const chip = ({ page }: Cairn) => page.getByRole('link', { name: /^Needs you/ });
const holder = ({ home }: Cairn) => cairnJson<{ ref: string; contested: unknown[] }>(home, ['show', `${MODEL}:production`, '--allow-contested']);

test.beforeEach(() => {
  test.skip(findServer('versitygw') === undefined, NO_SERVER.versitygw);
  test.setTimeout(300_000);
});

test('one is offline while both promote: contested in both windows, and one choice ends it in both', async ({ home, launch }) => {
  const { a, b, online, end } = await team(home, launch);
  await online(false);
  await prepare(b, 'v2', 'Lower refusal rate, same latency.');
  await confirm(b).click();
  await expect(modelScreens(b.page).dialog).toBeHidden();
  await expect(modelScreens(b.page).stage('production')).toContainText('v2');
  await expect(b.page.getByRole('link', { name: /^Offline, 1 waiting/ })).toBeVisible(COMES);

  await prepare(a, 'v1', 'Needed for the Thursday demo.');
  await confirm(a).click();
  await expect(modelScreens(a.page).dialog).toBeHidden();
  await expect(modelScreens(a.page).stage('production')).toContainText('v1');

  await b.page.getByRole('link', { name: /^Offline/ }).click();
  await online(true);
  await b.page.getByRole('button', { name: 'Sync now' }).click();
  for (const window of [b, a]) await expect(chip(window)).toHaveText('Needs you 1', COMES);
  expect(holder(a)).toMatchObject({ ref: `${MODEL}:v1`, contested: [{ holder: `${MODEL}:v1` }] });
  expect(holder(b)).toMatchObject({ ref: `${MODEL}:v1` });

  await chip(a).click();
  const contest = a.page.getByRole('region', { name: `production of ${MODEL}` });
  await contest.getByLabel(/^Note on the choice/).fill('agreed in the stand-up');
  await contest.getByRole('button', { name: 'Use v2 as production' }).click();
  for (const window of [a, b]) {
    await expect(chip(window)).toHaveCount(0, COMES);
    expect(holder(window)).toMatchObject({ ref: `${MODEL}:v2`, contested: [] });
  }
  await end();
});

test('both are online and promote at one moment: one wins, the other is told who was first', async ({ home, launch }) => {
  const { a, b, end } = await team(home, launch);
  await prepare(a, 'v1', 'Needed for the Thursday demo.');
  await prepare(b, 'v2', 'Lower refusal rate, same latency.');
  await Promise.all([confirm(a).click(), confirm(b).click()]);
  const refusals = [a, b].map(({ page }) => modelScreens(page).dialog.getByText(/^Moving production failed: it was moved to v[12] by .* first/));
  await expect.poll(async () => (await Promise.all(refusals.map((text) => text.count()))).reduce((sum, count) => sum + count, 0), COMES).toBe(1);
  const aLost = (await refusals[0]?.count()) === 1;
  const [loser, won] = aLost ? [a, 'v2'] : [b, 'v1'];
  await expect(modelScreens((aLost ? b : a).page).dialog).toBeHidden();
  await modelScreens(loser.page).act('Cancel').click();
  for (const window of [a, b]) {
    await expect(modelScreens(window.page).stage('production')).toContainText(won, COMES);
    await expect(chip(window)).toHaveCount(0);
    expect(holder(window)).toMatchObject({ ref: `${MODEL}:${won}`, contested: [] });
    expect(cairnJson<unknown[]>(window.home, ['history', MODEL, '--alias', 'production'])).toHaveLength(1);
  }
  await end();
});
