// The main job: a real file dragged on the window becomes a version that is still there after a restart.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { dragFiles } from './drag.js';
import { registerScreen } from './screens/register.js';
import { shell } from './screens/shell.js';

function writeModel(folder: string, seed: number): string {
  const file = join(folder, 'best.safetensors');
  writeFileSync(
    file,
    safetensorsBytes(
      { 'encoder.weight': { dtype: 'F32', shape: [16, 8], data: Buffer.alloc(512, seed) }, 'head.bias': { dtype: 'F16', shape: [10], data: Buffer.alloc(20, seed) } },
      { format: 'pt' },
    ),
  );
  return file;
}

test('a dropped safetensors file becomes a version with its tensors, and stays', async ({ home, launch }) => {
  const file = writeModel(home, 1);
  let { page, close } = await launch();
  const screen = registerScreen(page);
  await screen.dropOn('New model', [file]);
  await expect(screen.panel).toBeVisible();
  await expect(screen.panel.getByText('safetensors').first()).toBeVisible();
  await expect(screen.name).toHaveValue('best');
  await screen.name.fill('mnist-cnn');
  await expect(screen.panel.getByText('next is v0')).toBeVisible();
  await screen.name.press('Enter');

  await expect(shell(page).title).toContainText('mnist-cnn');
  await expect(page.getByText('encoder.weight').first()).toBeVisible();
  await expect(page.getByText('16 × 8').first()).toBeVisible();
  await close();

  ({ page, close } = await launch());
  await shell(page).go('Registry');
  await page.getByRole('grid', { name: 'Models' }).getByRole('link', { name: 'mnist-cnn' }).click();
  await page.getByRole('grid', { name: 'Versions' }).getByRole('link', { name: 'v0', exact: true }).click();
  await expect(page.getByText('head.bias').first()).toBeVisible();
  expect(cairnJson<{ version: string; files: { path: string }[] }>(home, ['show', 'mnist-cnn'])).toMatchObject({ version: 'v0', files: [{ path: 'best.safetensors' }] });
});

test('names the targets while dragging, says what release does, and goes away on Escape', async ({ cairn }) => {
  const screen = registerScreen(cairn.page);
  const drag = await dragFiles(cairn.page, [writeModel(cairn.home, 1)]);
  await expect(screen.overlay).toBeVisible();
  for (const name of ['New model', 'Dataset version', 'Other artifact']) await expect(screen.target(name)).toBeVisible();
  const box = await screen.target('Dataset version').boundingBox();
  await drag.over({ x: (box?.x ?? 0) + 4, y: (box?.y ?? 0) + 4 });
  await expect(screen.overlay.getByText('Release to register').first()).toBeVisible();
  await drag.escape();
  await expect(screen.overlay).toBeHidden();
});
