// The form of a remote by mouse: presets take each other's place, a folder is chosen, and what was tried of another storage goes away.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.js';
import { answerDialogs } from './dialog.js';
import { look, setSize, SIZES } from './screens/look.js';

test('presets take each other’s place, a folder is chosen, and a report is of the storage that the form names', async ({ cairn, home }) => {
  test.setTimeout(120_000);
  const { page } = cairn;
  const problems: string[] = [];
  const folder = join(home, 'shared');
  mkdirSync(folder);
  await setSize(cairn, SIZES[0]);
  await page.getByRole('link', { name: 'This device only' }).click();
  await page.getByRole('button', { name: 'Add remote' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a remote' });
  const choose = async (field: string, option: string | RegExp): Promise<void> => {
    await dialog.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option }).click();
  };
  const text = (name: string) => dialog.getByRole('textbox', { name, exact: true });
  await text('Bucket').fill('acme-ml');
  await choose('Preset', 'Cloudflare R2');
  await expect(text('Region')).toHaveValue('auto');
  await choose('Preset', 'AWS S3');
  await expect(text('Region')).toHaveValue('');
  await expect(text('Endpoint')).toHaveValue('');
  await expect(text('Bucket')).toHaveValue('acme-ml');

  await choose('Kind', /folder/i);
  await expect(dialog.getByRole('combobox', { name: 'Preset' })).toHaveValue('');
  await expect(dialog.getByRole('combobox', { name: 'How devices reach it' })).toHaveValue('Find out');
  await answerDialogs(cairn, [folder]);
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  await expect(text('Folder')).toHaveValue(folder);
  const tried = dialog.getByRole('list', { name: 'What was tried' });
  await dialog.getByRole('button', { name: 'Test it' }).click();
  await expect(tried).toBeVisible();
  await look(cairn, 'sync-add-folder', problems);
  await choose('Preset', 'USB disk');
  await expect(tried).toBeHidden();
  await expect(dialog.getByRole('combobox', { name: 'How devices reach it' })).toHaveValue(/Copied between them/);
  await dialog.getByRole('button', { name: 'Test it' }).click();
  await expect(tried).toBeVisible();
  await choose('Kind', /S3/);
  await expect(tried).toBeHidden();
  expect(problems).toEqual([]);
});
