// Registered models by mouse and keys: made from the home and from the artifact browser, and listed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';

function log(home: string, name: string, text: string, ...args: readonly string[]): void {
  const file = join(home, `${name}.bin`);
  writeFileSync(file, text);
  cairnJson(home, ['log', file, '--name', name, ...args]);
}

test('a registered model is made on the home page, for a team, and its name is judged while it is typed', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  log(home, 'sds-unet', 'weights');
  await expect(screen.row('sds-unet')).toBeVisible();
  await page.getByRole('button', { name: 'New registered model' }).click();
  await expect(screen.field('Name')).toBeFocused();
  await screen.field('Name').fill('sds-unet');
  await expect(screen.dialog.getByText(/artifact .*sds-unet has that name/)).toBeVisible();
  await expect(screen.act('Create model')).toBeDisabled();
  await screen.field('Name').fill('bad/name');
  await expect(screen.dialog.getByText(/slash/)).toBeVisible();
  await screen.pick('Owner', 'New team…');
  await screen.field('Team').fill('northlight');
  await screen.field('Name').fill('Surface Defect Segmenter');
  await screen.field('Description').fill('Scratch, pit and dent masks.');
  await expect(screen.dialog.getByText('Adds “Surface Defect Segmenter” to the models of northlight.')).toBeVisible();
  await screen.act('Create model').click();
  await expect(shell(page).title).toHaveText('Surface Defect Segmenter');
  expect(JSON.stringify(cairnJson(home, ['alias', 'ls', 'northlight/model-registry/Surface Defect Segmenter']))).toBe('[]');

  await shell(page).go('Registry');
  await expect(screen.row('Surface Defect Segmenter')).toContainText('northlight');
  await expect(screen.row('sds-unet')).toHaveCount(0);
  await page.getByText('Artifacts 1', { exact: true }).click();
  await expect(screen.row('sds-unet')).toBeVisible();
  await expect(screen.row('Surface Defect Segmenter')).toHaveCount(0);
});

test('the keys make a registered model where nothing is yet, and Escape makes none', async ({ cairn }) => {
  const { page } = cairn;
  const screen = modelScreens(page);
  await expect(page.getByRole('heading', { name: 'Start with one model' })).toBeVisible();
  await page.keyboard.press('Control+Shift+M');
  await expect(screen.field('Name')).toBeFocused();
  await page.keyboard.type('Nothing');
  await page.keyboard.press('Escape');
  await expect(screen.dialog).toBeHidden();
  await page.keyboard.press('Control+Shift+M');
  await expect(screen.field('Name')).toBeFocused();
  await page.keyboard.type('Receipt OCR');
  await expect(screen.act('Create model')).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText('Receipt OCR');
  await page.keyboard.press('Control+1');
  await expect(screen.models.getByRole('row')).toHaveCount(2);
});

test('the artifact browser makes an empty collection of a type, or a registered model', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  log(home, 'faces', 'rows', '--type', 'dataset');
  await shell(page).go('Artifacts');
  await page.getByRole('button', { name: 'New collection', exact: true }).click();
  await screen.field('Type').fill('dataset');
  await screen.field('Name').fill('faces');
  await expect(screen.dialog.getByText('The project default has a collection of that name already')).toBeVisible();
  await screen.field('Name').fill('surface-defects');
  await screen.act('Create collection').click();
  await expect(shell(page).title).toHaveText('surface-defects');
  await expect(page.getByText('No versions yet')).toBeVisible();

  await shell(page).go('Artifacts');
  await expect(page.getByRole('treeitem', { name: /dataset/ })).toContainText('2');
  await page.getByRole('button', { name: 'New collection', exact: true }).click();
  await screen.dialog.getByText('Registered model', { exact: true }).click();
  await screen.field('Name').fill('Toxicity Guard');
  await screen.act('Create model').click();
  await expect(shell(page).title).toHaveText('Toxicity Guard');
});

test('there is order in the house: a collection, a project and a model move and are renamed, and what they were called leads to them', async ({ cairn }) => {
  test.setTimeout(120_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  log(home, 'faces', 'rows', '--type', 'dataset');
  cairnJson(home, ['model', 'create', 'Toxicity Guard']);
  const more = page.getByRole('main').getByRole('button', { name: 'More', exact: true });

  await shell(page).go('Artifacts');
  await page.getByRole('grid', { name: 'Collections' }).getByRole('link', { name: 'faces' }).click();
  await more.click();
  await page.getByRole('menuitem', { name: 'Move to another project…' }).click();
  await screen.field('Project').fill('vision');
  await expect(screen.dialog.getByText('mira/default/faces goes on leading to it, at mira/vision/faces.')).toBeVisible();
  await screen.act('Move').click();
  await expect(page.getByText('dataset in mira/vision')).toBeVisible();

  await shell(page).go('Artifacts');
  await page.getByRole('treeitem', { name: /vision/ }).click();
  await more.click();
  await page.getByRole('menuitem', { name: 'Rename project…' }).click();
  await screen.field('Name').fill('sight');
  await screen.act('Rename').click();
  await page.getByRole('treeitem', { name: /sight/ }).click();
  await more.click();
  await page.getByRole('menuitem', { name: 'Move project to another owner…' }).click();
  await screen.pick('Owner', 'New team…');
  await screen.field('Team').fill('northlight');
  await screen.act('Move').click();
  await expect(page.getByText('Moved sight to northlight')).toBeVisible();
  await page.getByRole('grid', { name: 'Collections' }).getByRole('link', { name: 'faces' }).click();
  await expect(page.getByText('dataset in northlight/sight')).toBeVisible();

  await shell(page).go('Registry');
  await screen.models.getByRole('link', { name: 'Toxicity Guard' }).click();
  await page.getByRole('button', { name: 'Move to another owner' }).click();
  await screen.pick('Owner', 'northlight');
  await screen.act('Move').click();
  await expect(page.getByText(/^Owned by northlight/)).toBeVisible();

  for (const ref of ['mira/default/faces', 'northlight/sight/faces']) expect(cairnJson(home, ['show', ref])).toMatchObject({ name: 'faces', version: 'v0' });
  expect(cairnJson<unknown[]>(home, ['alias', 'ls', 'mira/model-registry/Toxicity Guard'])).toEqual([]);
});
