// Finding by query: explained while it is typed, in the palette and on its page; kept as a smart collection whose count is live.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look } from './screens/look.js';
import { holdUndo, shell } from './screens/shell.js';

const MODEL = 'MNIST Grayscale 28x28';

test('a query is said in words as it is typed, finds what it says, is saved under a name, and stays live', async ({ cairn }) => {
  test.setTimeout(120_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  const kinds = page.getByRole('radiogroup', { name: 'What to find' });
  cairnJson(home, ['model', 'create', MODEL]);
  for (const n of [0, 1, 2, 3]) {
    writeFileSync(join(home, 'model.bin'), `weights ${n}`);
    cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'mnist-cnn', '--metric', `acc=${0.88 + n / 40}`, ...(n > 0 ? ['--link', MODEL] : [])]);
  }
  cairnJson(home, ['alias', 'set', `${MODEL}:v1`, 'production']);

  // In the palette: first what it means, then its page.
  await expect(shell(page).title).toHaveText('Registry');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('alias:production acc>0.9');
  const first = page.getByRole('option').first();
  await expect(first).toContainText('Versions with the alias production, with acc above 0.9');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await look(cairn, 'palette-query', problems);
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText('Find');
  const found = page.getByRole('grid', { name: 'Found' });
  await expect(found.getByRole('row')).toHaveCount(2);
  await expect(found).toContainText('mnist-cnn v2');
  await expect(page.getByText('Versions with the alias production, with acc above 0.9, 1 version')).toBeVisible();
  await look(cairn, 'find', problems);

  // What is wrong is said where it stands, and cannot be saved.
  const query = page.getByRole('searchbox', { name: 'Query' });
  await query.fill('alias:production params>many');
  await expect(page.getByRole('status').filter({ hasText: 'params>many' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save…' })).toBeDisabled();
  await look(cairn, 'find-problem', problems);
  await query.fill('');
  await expect(page.getByRole('region', { name: 'What can be asked for' })).toBeVisible();
  await look(cairn, 'find-help', problems);
  await page.getByRole('button', { name: /^acc>0\.9/ }).click();
  await expect(query).toHaveValue('acc>0.9');
  await expect(found.getByRole('row')).toHaveCount(4);

  // Saved, it lives in the sidebar and counts what comes.
  await page.getByRole('button', { name: 'Save…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Over ninety');
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText('Over ninety');
  const saved = page.getByRole('navigation', { name: 'Saved queries' }).getByRole('link', { name: /^Over ninety/ });
  await expect(saved).toHaveText('Over ninety3');
  writeFileSync(join(home, 'model.bin'), 'weights 9');
  cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'mnist-cnn', '--metric', 'acc=0.99']);
  await expect(saved).toHaveText('Over ninety4');
  await expect(found.getByRole('row')).toHaveCount(5);
  await expect(page.getByText('Versions with acc above 0.9, 4 versions')).toBeVisible();

  // Other things are found by the same box; what was saved can be changed and taken away, with a way back.
  await kinds.getByText('Models', { exact: true }).click();
  await query.fill('alias:production');
  await expect(found).toContainText(MODEL);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(saved).toHaveText('Over ninety1');
  await look(cairn, 'find-saved', problems);
  await page.getByRole('button', { name: 'Remove the smart collection' }).click();
  await expect(saved).toHaveCount(0);
  await (await holdUndo(page, 'Removed the smart collection ')).click();
  await expect(saved).toHaveText('Over ninety1');

  // Columns that were chosen stay chosen, also after a start.
  await kinds.getByText('Versions', { exact: true }).click();
  await query.fill('acc>0.9');
  await expect(found.getByRole('columnheader', { name: 'Digest' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Digest' }).click();
  await page.keyboard.press('Escape');
  await expect(found.getByRole('columnheader', { name: 'Digest' })).toHaveCount(0);
  await page.reload();
  await saved.click();
  await kinds.getByText('Versions', { exact: true }).click();
  await query.fill('acc>0.9');
  await expect(found.getByRole('row')).toHaveCount(5);
  await expect(found.getByRole('columnheader', { name: 'Digest' })).toHaveCount(0);
  expect(problems).toEqual([]);
});
