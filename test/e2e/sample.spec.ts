// The sample library: made from the empty registry by one click, looked around in, taken away by one click.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look } from './screens/look.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';

const MODEL = 'MNIST Grayscale 28x28';
/** It is trained, in real time, on a machine that has other work. */
const TRAINED = { timeout: 60_000 };

test('the sample is one click away, holds a promoted model, and goes by one click', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const problems: string[] = [];
  await page.getByRole('button', { name: 'Open sample' }).click();
  await expect(shell(page).title).toHaveText(MODEL, TRAINED);
  await expect(page.getByText(/^Made the MNIST sample: 7 versions/)).toBeVisible();
  await expect(screen.stage('production')).toContainText('v1');
  await expect(screen.version('v0')).toBeVisible();
  await look(cairn, 'sample-model', problems);
  await screen.tab('History');
  await expect(page.getByRole('grid', { name: 'History of this model' }).getByRole('row').nth(4)).toBeVisible();
  await look(cairn, 'sample-history', problems);
  await screen.tab('Gates');
  await look(cairn, 'sample-gates', problems);

  writeFileSync(join(home, 'own.bin'), 'my own');
  cairnJson(home, ['log', join(home, 'own.bin'), '--name', 'own', '--link', 'Mine']);
  await shell(page).go('Registry');
  const banner = page.getByRole('region', { name: 'The MNIST sample' });
  await expect(screen.row('Mine')).toBeVisible();
  await expect(banner).toBeVisible();
  await look(cairn, 'sample-home', problems);

  // Something of a person's own hangs on it: nothing goes, and the message says what stands in the way.
  cairnJson(home, ['link', `Cairn sample/model-registry/${MODEL}:v0`, 'Mine']);
  await banner.getByRole('button', { name: 'Remove the sample' }).click();
  await expect(page.getByText(/linked to a model of your own, as Mine:v1/)).toBeVisible();
  cairnJson(home, ['unlink', 'Mine:v1']);
  await banner.getByRole('button', { name: 'Remove the sample' }).click();
  await expect(page.getByText(/^Removed the MNIST sample: 7 versions, .* freed/)).toBeVisible(TRAINED);
  await expect(banner).toBeHidden();
  await expect(screen.row('Mine')).toBeVisible();
  await expect(screen.row(MODEL)).toHaveCount(0);
  expect(cairnJson<{ name: string }[]>(home, ['ls', 'models']).map(({ name }) => name)).toEqual(['Mine']);

  // By its name in the palette too; a second time opens what is there.
  await page.keyboard.press('Control+K');
  await page.keyboard.type('>mnist sample');
  await expect(page.getByRole('option', { name: /Open the MNIST sample/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText(MODEL, TRAINED);
  expect(problems).toEqual([]);
});
