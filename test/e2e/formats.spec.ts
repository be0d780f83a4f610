// Models of many frameworks, as the window shows them: layers, inputs and outputs, the safety report, the flag in lists and while registering.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostileFiles } from '../fixtures/hostile.js';
import { cairn as cli, cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look, setSize, SIZES } from './screens/look.js';
import { registerScreen } from './screens/register.js';
import { shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

const FILES = join(__dirname, '../fixtures/files');
/** Name -> files, copied into one folder. */
const MODELS = {
  'keras-tiny': ['model.keras'],
  'torch-module': ['module.pt'],
  'tf-saved': ['saved_model.pb', 'variables.index'],
  'lite-model': ['model.tflite'],
  'sklearn-pipeline': ['pipeline.joblib'],
  'xgb-boosted': ['boosted.ubj'],
  'lora-adapter': ['adapter_config.json', 'adapter_model.safetensors', 'card.md'],
} as const;

function put(home: string, name: string): string {
  const folder = join(home, 'models', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

test('facts of models of many frameworks and the safety report look right', async ({ cairn }) => {
  test.setTimeout(240_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  const main = page.getByRole('main');
  await setSize(cairn, SIZES[0]);
  for (const [name, files] of Object.entries(MODELS)) {
    const folder = put(home, name);
    for (const file of files) copyFileSync(join(FILES, file), join(folder, file));
    cairnJson(home, ['log', folder, '--name', name]);
  }
  const hostile = put(home, 'stranger');
  for (const { name, bytes } of hostileFiles(join(home, 'canary')).filter((one) => ['weights.pt', 'config.json', 'model.safetensors', 'lambda.keras'].includes(one.name))) writeFileSync(join(hostile, name), bytes);
  const logged = cairnJson<{ safety: { level: string; findings: { what: string; path: string }[] } }>(home, ['log', hostile, '--name', 'stranger', '--alias', 'candidate']);
  expect(logged.safety.level).toBe('dangerous');
  expect(cli(home, ['inspect', join(hostile, 'weights.pt')]).stdout).toContain('subprocess.getoutput');

  const version = versionScreen(cairn);
  for (const name of Object.keys(MODELS)) {
    await version.open(name, 'v0');
    await expect(main.getByRole('region', { name: 'Facts' })).toBeVisible();
    await look(cairn, `facts-${name}`, problems);
  }
  await version.open('keras-tiny', 'v0');
  await expect(main.getByRole('grid', { name: 'Layers' }).getByText('Conv2D')).toBeVisible();
  await expect(main.getByRole('region', { name: 'Facts' })).toContainText('Keras 3');

  await shell(page).go('Artifacts');
  await expect(main.getByRole('grid').getByRole('row').filter({ hasText: 'stranger' }).getByText('Dangerous')).toBeAttached();
  await look(cairn, 'artifacts-flagged', problems);
  await version.open('stranger', 'v0');
  await expect(version.header.getByText('Dangerous')).toBeVisible();
  const safety = main.getByRole('region', { name: 'Safety' });
  await expect(safety.getByText(/subprocess\.getoutput\("touch/)).toBeVisible();
  await look(cairn, 'version-safety', problems, safety);
  await safety.getByRole('button', { name: /^Show/ }).click();
  await expect(main.getByRole('grid', { name: 'Files' }).getByRole('row').filter({ hasText: 'model.safetensors' })).toContainText('pickle');
  await look(cairn, 'version-safety-all', problems, safety);

  await shell(page).go('Registry');
  const register = registerScreen(page);
  await register.dropOn('New model', [join(FILES, 'model.keras')]);
  await expect(register.panel.getByText(/Functional, 6 layers/)).toBeVisible();
  await look(cairn, 'register-keras', problems);
  expect(problems).toEqual([]);
});
