// The unmodified wandb package against the app with its window open: what it does shows while it happens, and in the end window,
// command line and wandb.Api() say the same.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import { createWandbWorld, NO_WANDB, wandbVenv, type WandbWorld } from '../support/wandbWorld.js';
import { expect, test, type Cairn } from './app.js';
import { pageOf, type Inspected, type Shown } from './screens/agree.js';
import { openDoor } from './screens/doors.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

/** What test/compat/wandb/common.py's `described` gives. */
interface Described {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly aliases: readonly string[];
}

const weights = safetensorsBytes({ 'fc.weight': { dtype: 'F32', shape: [10, 4], data: Buffer.alloc(160, 3) }, 'fc.bias': { dtype: 'F32', shape: [10], data: Buffer.alloc(40, 4) } }, { format: 'pt' });

/** What `cairn show` says, in the words of `described`. */
function asDescribed(show: Shown & { readonly source?: { readonly ref: string } }): unknown {
  const { name, version, type, aliases, tags, description, metadata, bytes, files, run, config } = show;
  const own = aliases.filter((alias) => alias !== version);
  return { name, version, type, aliases: [...own].sort(), tags: [...tags].sort(), description, metadata, bytes, files: [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map((file) => [file.path, file.bytes]), run, config, source: show.source?.ref ?? `${name}:${version}` };
}

async function begin(cairn: Cairn): Promise<WandbWorld> {
  await cairn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900));
  await shell(cairn.page).go('Settings');
  return createWandbWorld({ home: cairn.home, ...(await openDoor(cairn, 'notebook')) });
}

test('a run shows while it goes on, and window, command line and wandb.Api() agree on what it left', async ({ cairn }) => {
  test.setTimeout(400_000);
  const venv = wandbVenv('wandb-new', 'wandb');
  test.skip(venv === undefined, NO_WANDB);
  if (!venv) return;
  const { page, home } = cairn;
  const world = await begin(cairn);
  try {
    const file = join(world.work, 'w.safetensors');
    writeFileSync(file, weights);
    await shell(page).go('Runs');
    await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
    const done = world.script(venv, 'live.py', { WANDB_PROJECT: 'live', CAIRN_WEIGHTS: file });

    await test.step('the run appears, running', async () => {
      const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: 'steady-otter' });
      await expect(row).toContainText(/running/i, { timeout: 60_000 });
      await row.getByText('steady-otter').click();
      await expect(shell(page).title).toHaveText('steady-otter');
      await expect(page.getByText(/^running for /)).toBeVisible();
    });

    await test.step('a data set, a version, a registered model and rows follow, with nobody touching the window', async () => {
      writeFileSync(join(world.work, 'more'), '');
      const made = page.getByRole('region', { name: 'Logged', exact: true });
      await expect(made.getByRole('link', { name: 'digits-net' })).toBeVisible({ timeout: 30_000 });
      await expect(page.getByRole('region', { name: 'Read', exact: true }).getByRole('link', { name: 'digits' })).toBeVisible();
      await expect(page.getByRole('complementary', { name: 'Sidebar' }).getByRole('link', { name: 'Digit Reader' })).toBeVisible();
      // The client sends rows every quarter minute.
      await expect(page.getByRole('navigation', { name: 'Run' }).getByRole('link', { name: /Charts/ })).toContainText('6', { timeout: 40_000 });
      await expect(page.getByText(/^running for /)).toBeVisible();
    });

    await test.step('it ends where the window stands', async () => {
      writeFileSync(join(world.work, 'finish'), '');
      await expect(page.getByText(/^took /)).toBeVisible({ timeout: 60_000 });
    });

    const { status, output, facts } = await done;
    expect(status, output).toBe(0);
    const best = cairnJson<Shown>(home, ['show', 'live/digits-net:best']);
    const production = cairnJson<Shown>(home, ['show', 'Digit Reader:production']);
    expect(facts['best']).toEqual(asDescribed(best));
    expect(facts['production']).toEqual(asDescribed(production));
    expect(best.metrics).toEqual({ loss: 0.15, acc: 0.75 });
    const run = cairnJson<{ id: string; name: string; state: string; config: unknown; summary: Record<string, unknown> }[]>(home, ['ls', 'runs']).find(({ id }) => id === 'live');
    expect(facts['run']).toEqual({ id: 'live', name: run?.name, state: run?.state, config: run?.config, summary: { loss: run?.summary['loss'], acc: run?.summary['acc'] } });
    expect(facts['rows']).toEqual([0.9, 0.45, 0.3, 0.225, 0.18, 0.15]);

    const screen = versionScreen(cairn);
    await screen.open('digits-net', 'v0');
    const { runName, ...shown } = await screen.read();
    expect(shown).toEqual(pageOf(best, cairnJson<Inspected>(home, ['inspect', file]).tensors));
    expect(runName).toBe('from run steady-otter');
    await page.getByRole('complementary', { name: 'Sidebar' }).getByRole('link', { name: 'Digit Reader' }).click();
    await expect(modelScreens(page).stage('production')).toContainText(production.version);
  } finally {
    await world.end();
  }
});

test("the walkthrough's code blocks as they stand: the model they make is the same in the window, by command line and through wandb.Api()", async ({ cairn }) => {
  test.setTimeout(400_000);
  const venv = wandbVenv('wandb-new', 'wandb');
  test.skip(venv === undefined, NO_WANDB);
  if (!venv) return;
  const { page, home } = cairn;
  const world = await begin(cairn);
  try {
    await shell(page).go('Registry');
    const { status, output, facts } = await world.script(venv, 'walkthrough.py', { WANDB_PROJECT: 'walkthrough', ...(await world.startS3(venv)) });
    expect(status, output).toBe(0);
    expect(facts['blocks']).toBe(13);
    const model = String(facts['model']);
    const screen = modelScreens(page);
    await screen.models.getByRole('link', { name: model }).click();
    await expect(shell(page).title).toHaveText(model);
    const versions = facts['versions'] as Described[];
    await expect(page.getByRole('grid', { name: 'Versions' }).getByRole('row')).toHaveCount(versions.length + 1);
    const rows = cairnJson<Shown[]>(home, ['ls', 'versions', model]);
    expect(rows.map((row) => row.version)).toEqual(versions.map((each) => each.version));
    for (const each of versions) {
      const show = cairnJson<Shown>(home, ['show', `${model}:${each.version}`]);
      expect(each).toEqual(asDescribed(show));
      const row = page.getByRole('grid', { name: 'Versions' }).getByRole('row').filter({ has: page.getByRole('link', { name: each.version, exact: true }) });
      await expect.poll(async () => (await row.locator('.alias').allInnerTexts()).map((text) => text.trim()).sort()).toEqual([...show.aliases].sort());
      await screen.version(each.version).click();
      await expect(screen.inspector(each.version)).toContainText(each.source);
    }
  } finally {
    await world.end();
  }
});
