// Links by mouse and keys: from the version page, from a list by several marks, both ways by hyperlink, and taken back.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { modelScreens } from './screens/model.js';
import { holdUndo, shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

function log(home: string, name: string, text: string): void {
  const file = join(home, `${name}.bin`);
  writeFileSync(file, text);
  cairnJson(home, ['log', file, '--name', name]);
}

interface Shown {
  readonly links: readonly { readonly ref: string; readonly aliases?: readonly unknown[] }[];
}
const links = ({ home }: Cairn, ref: string): readonly string[] => cairnJson<Shown>(home, ['show', ref]).links.map((link) => link.ref);

test('a version is linked from its page to a model that comes to be, with an alias; hyperlinks lead both ways', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const version = versionScreen(cairn);
  log(home, 'sds-unet', 'one');
  log(home, 'sds-unet', 'two');
  await version.open('sds-unet', 'v1');
  await page.getByRole('button', { name: 'Link', exact: true }).click();
  await expect(screen.field('Registered model')).toBeFocused();
  await page.keyboard.type('Surface Defect Segmenter');
  await expect(screen.dialog.getByText('Creates the registered model Surface Defect Segmenter of mira and links sds-unet:v1 as v0.')).toBeVisible();
  await screen.dialog.getByRole('button', { name: 'candidate' }).click();
  await screen.act('Link').click();
  await expect(screen.dialog).toBeHidden();
  const linked = page.getByRole('region', { name: 'Linked to' });
  await expect(linked).toContainText('Surface Defect Segmenter v0');
  await expect(linked).toContainText('candidate');
  expect(links(cairn, 'sds-unet:v1')).toEqual(['Surface Defect Segmenter:v0']);

  await linked.getByRole('link', { name: 'Surface Defect Segmenter' }).click();
  await expect(shell(page).title).toHaveText('Surface Defect Segmenter');
  await expect(page.getByRole('grid', { name: 'Versions' }).getByRole('row')).toHaveCount(2);

  await version.open('sds-unet', 'v0');
  await page.keyboard.press('Control+L');
  await screen.field('Registered model').fill('surface defect segmenter');
  await expect(screen.dialog.getByText('Links sds-unet:v0 as v1 of Surface Defect Segmenter; latest moves.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(screen.dialog).toBeHidden();
  await expect(linked).toContainText('Surface Defect Segmenter v1');
  await (await holdUndo(page, 'Linked ')).click();
  await expect(linked).toContainText('No registered model holds this version yet.');
  expect(links(cairn, 'sds-unet:v0')).toEqual([]);
});

test('several versions are marked in the list and linked oldest first; unlinking says what goes and can be undone', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const version = versionScreen(cairn);
  for (const text of ['one', 'two', 'three']) log(home, 'ocr', text);
  cairnJson(home, ['model', 'create', 'Receipt OCR']);
  await shell(page).go('Artifacts');
  await page.getByRole('grid').getByRole('link', { name: 'ocr', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Mark v2' }).check();
  await page.getByRole('checkbox', { name: 'Mark v1' }).check();
  await page.getByRole('button', { name: 'Link 2 versions…' }).click();
  await screen.field('Registered model').fill('Receipt OCR');
  await expect(screen.dialog.getByText('Links 2 versions as v0 and v1 of Receipt OCR.')).toBeVisible();
  await screen.act('Link 2 versions').click();
  await expect(screen.dialog).toBeHidden();
  expect(links(cairn, 'ocr:v1')).toEqual(['Receipt OCR:v0']);
  expect(links(cairn, 'ocr:v2')).toEqual(['Receipt OCR:v1']);

  await version.open('ocr', 'v2');
  const linked = page.getByRole('region', { name: 'Linked to' });
  await linked.getByRole('button', { name: 'Unlink from Receipt OCR' }).click();
  await expect(linked).toContainText('No registered model holds this version yet.');
  await (await holdUndo(page, 'Unlinked ')).click();
  await expect(linked).toContainText('Receipt OCR v1');

  cairnJson(home, ['alias', 'set', 'Receipt OCR:v1', 'best']);
  await expect(linked).toContainText('best');
  await linked.getByRole('button', { name: 'Unlink from Receipt OCR' }).click();
  await expect(screen.dialog.getByText('Takes v1 out of Receipt OCR, and best with it.')).toBeVisible();
  await screen.act('Unlink').click();
  await expect(linked).toContainText('No registered model holds this version yet.');
  expect(links(cairn, 'ocr:v2')).toEqual([]);
});
