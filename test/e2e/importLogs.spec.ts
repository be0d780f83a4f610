// What other tools recorded comes in by mouse: a training folder dropped proposes a run, parts are unticked, the rest comes in once.
import { cpSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTrainingFolder } from '../fixtures/trainingFolder.js';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { answerDialogs } from './dialog.js';
import { look, setSize, SIZES } from './screens/look.js';
import { registerScreen } from './screens/register.js';
import { shell } from './screens/shell.js';

const RUNS = join(__dirname, '../fixtures/runs');

test('a dropped training folder proposes one run; what is left ticked comes in, with links to it', async ({ cairn }) => {
  const { page, home } = cairn;
  const data = join(home, 'scans.bin');
  writeFileSync(data, 'scans');
  cairnJson(home, ['log', data, '--name', 'scans', '--type', 'dataset']);
  const folder = writeTrainingFolder(home, 'scans:v0');
  const problems: string[] = [];
  await setSize(cairn, SIZES[0]);

  const screen = registerScreen(page);
  await screen.dropOn('New model', [folder]);
  const panel = page.getByRole('complementary', { name: /^Import/ });
  await expect(panel.getByRole('list', { name: 'Versions that come in' }).getByRole('listitem')).toHaveCount(3);
  await expect(panel.getByText('val_loss, lower is better')).toBeVisible();
  await expect(panel.getByRole('listitem').filter({ hasText: 'epoch=1-step=20.ckpt' })).toContainText('best');
  await expect(panel.getByText('scans:v0')).toBeVisible();
  await expect(panel.getByRole('listitem').filter({ hasText: 'epoch=1-step=20.ckpt' })).toContainText('0.2');
  await look(cairn, 'import-preview', problems);
  await panel.getByRole('checkbox', { name: 'Take in epoch=0-step=10.ckpt' }).click();
  await expect(panel.getByText('1 run, 2 versions')).toBeVisible();
  expect(cairnJson<unknown[]>(home, ['ls', 'runs'])).toHaveLength(1);

  await panel.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(panel.getByText('1 run, 33 rows and 2 versions came in.')).toBeVisible();
  await look(cairn, 'import-done', problems);
  await panel.getByRole('link', { name: /:v1$/ }).click();
  await expect(shell(page).title).toContainText('v1');
  const shown = cairnJson<{ metrics: Record<string, number>; aliases: string[] }>(home, ['show', 'segmenter:best']);
  expect(shown.metrics['val_loss']).toBe(0.2);
  await panel.getByRole('button', { name: 'Close', exact: true }).click();
  expect(problems).toEqual([]);
});

test('by the menu a damaged log is named and the rest comes in; again it is nothing new', async ({ cairn }) => {
  const { page, home, app } = cairn;
  const folder = join(home, 'boards');
  cpSync(join(RUNS, 'tensorboard'), folder, { recursive: true });
  const where = join(folder, 'logs', 'train');
  const log = join(where, readdirSync(where)[0] as string);
  truncateSync(log, 700);
  await answerDialogs(cairn, [folder]);
  // The page listens to the menu once it stands.
  await expect(page.getByRole('heading', { name: 'Start with one model' })).toBeVisible();
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('logs.import')?.click());
  const panel = page.getByRole('complementary', { name: /^Import/ });
  await expect(panel.getByRole('region', { name: 'What could not be read' })).toContainText('tfevents');
  const problems: string[] = [];
  await setSize(cairn, SIZES[0]);
  await look(cairn, 'import-damaged', problems, panel.getByRole('region', { name: 'What could not be read' }));
  await panel.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(panel.getByText(/^3 runs, \d+ rows and 2 versions came in\./)).toBeVisible();
  await panel.getByRole('link', { name: 'logs-validation' }).click();
  await expect(shell(page).title).toContainText('logs-validation');
  await panel.getByRole('button', { name: 'Close', exact: true }).click();

  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('logs.import')?.click());
  await expect(panel.getByText('here already').first()).toBeVisible();
  await panel.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(panel.getByText('Nothing was new.')).toBeVisible();
  await panel.getByRole('button', { name: 'Close', exact: true }).click();

  // Nothing that a tool wrote, and a shelf of everything.
  const screen = registerScreen(page);
  const nothing = join(home, 'notes');
  mkdirSync(nothing);
  writeFileSync(join(nothing, 'notes.txt'), 'no log');
  await screen.dropOn('Import training logs', [nothing]);
  await expect(panel.getByText(/^No logs of a tool/)).toBeVisible();
  await look(cairn, 'import-empty', problems);
  await panel.getByRole('button', { name: 'Close', exact: true }).click();
  const shelf = join(home, 'shelf');
  cpSync(RUNS, shelf, { recursive: true });
  await screen.dropOn('Import training logs', [shelf]);
  await expect(panel.getByRole('region', { name: 'Run first' })).toBeAttached();
  await look(cairn, 'import-full', problems);
  expect(problems).toEqual([]);
});

test('an import is cancelled and goes on; a training folder can be one version all the same', async ({ cairn }) => {
  const { page, home } = cairn;
  test.setTimeout(180_000);
  const folder = writeTrainingFolder(home, 'none', 80_000_000);
  const screen = registerScreen(page);
  await screen.dropOn('Import training logs', [folder]);
  const panel = page.getByRole('complementary', { name: /^Import/ });
  await panel.getByRole('button', { name: 'Import', exact: true }).click();
  await panel.getByRole('button', { name: 'Cancel import' }).click();
  await expect(panel.getByText(/^Cancelled/)).toBeVisible();
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByText(/came in/)).toBeVisible({ timeout: 120_000 });
  expect(cairnJson<unknown[]>(home, ['ls', 'versions', 'segmenter'])).toHaveLength(3);
  await panel.getByRole('button', { name: 'Close', exact: true }).click();

  await screen.dropOn('New model', [folder]);
  await panel.getByRole('button', { name: 'Register instead' }).click();
  await expect(screen.panel.getByText('next is v')).toBeVisible();
});
