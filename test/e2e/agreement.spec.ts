// Three versions, logged by button, drop and command line: the page says what `cairn show` says, and the bytes come back as they were.
import { accessSync, constants, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairn as runCairn, cairnJson } from '../support/cli.js';
import { filesUnder, treeOf } from '../support/filesUnder.js';
import { expect, test, type Cairn } from './app.js';
import { answerDialogs } from './dialog.js';
import { registerScreen } from './screens/register.js';
import { pageOf, type Inspected, type Shown } from './screens/agree.js';
import { versionScreen } from './screens/version.js';

interface Original {
  readonly name: string;
  /** What the artifact must hold: path -> hex of the bytes. */
  readonly tree: Readonly<Record<string, string>>;
  readonly tensors: Inspected['tensors'];
  readonly paths: readonly string[];
}

const weights = (seed: number): Buffer =>
  safetensorsBytes(
    {
      'blocks.0.weight': { dtype: 'F32', shape: [8, 4, 2], data: Buffer.alloc(256, seed) },
      'blocks.0.bias': { dtype: 'BF16', shape: [8], data: Buffer.alloc(16, seed + 1) },
      scale: { dtype: 'F64', shape: [], data: Buffer.alloc(8, seed + 2) },
      empty: { dtype: 'I8', shape: [0, 3], data: Buffer.alloc(0) },
    },
    { format: 'pt', note: `seed ${seed}` },
  );

function write(file: string, bytes: string | Uint8Array): string {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

const tensorsOf = (home: string, file: string): Inspected['tensors'] => cairnJson<Inspected>(home, ['inspect', file]).tensors;

/** By the button on the first page: a folder with folders in it, an empty file, names beyond ASCII and weights. */
async function logFolder(cairn: Cairn, work: string): Promise<Original> {
  const folder = join(work, 'folder-model');
  const file = write(join(folder, 'weights', 'model.safetensors'), weights(1));
  write(join(folder, 'config.json'), '{"hidden_size": 8}\n');
  write(join(folder, 'empty.bin'), '');
  write(join(folder, 'données', 'étiquettes 標籤.txt'), 'chat\nchien\n');
  write(join(folder, 'a', 'b', 'c', 'deep.bin'), Buffer.alloc(700, 3));
  await answerDialogs(cairn, [folder]);
  await cairn.page.getByRole('button', { name: 'Choose folder…' }).click();
  const screen = registerScreen(cairn.page);
  await expect(screen.panel.getByText('next is v0')).toBeVisible();
  await screen.panel.getByRole('button', { name: 'best', exact: true }).click();
  await screen.register.click();
  await expect(versionScreen(cairn).heading).toHaveText('folder-model v0');
  return { name: 'folder-model', tree: treeOf(folder), tensors: tensorsOf(cairn.home, file), paths: [folder] };
}

/** By a drop: one file, under another name inside the artifact. */
async function logRenamed(cairn: Cairn, work: string): Promise<Original> {
  const file = write(join(work, 'epoch=17-step=9000.safetensors'), weights(40));
  const screen = registerScreen(cairn.page);
  await screen.dropOn('New model', [file]);
  await screen.name.fill('renamed-model');
  await screen.panel.getByRole('button', { name: 'Rename epoch=17-step=9000.safetensors' }).click();
  await expect(screen.panel.getByRole('textbox', { name: /inside the artifact$/ })).toBeFocused();
  await cairn.page.keyboard.press('Control+A');
  await cairn.page.keyboard.type('weights/final.safetensors');
  await cairn.page.keyboard.press('Enter');
  await screen.panel.getByLabel('Description', { exact: true }).fill('The last epoch.\nKept under a better name.');
  await screen.panel.getByRole('button', { name: 'Add a metric' }).click();
  await screen.panel.getByLabel('Name of metric 1').fill('loss');
  await screen.panel.getByLabel('Value of loss').fill('NaN');
  await screen.panel.getByRole('button', { name: 'Add a hyper-parameter' }).click();
  await screen.panel.getByLabel('Name of hyper-parameter 1').fill('lr');
  await screen.panel.getByLabel('Value of lr').fill('3e-4');
  await expect(screen.panel.getByText('next is v0')).toBeVisible();
  await screen.register.click();
  await expect(versionScreen(cairn).heading).toHaveText('renamed-model v0');
  return { name: 'renamed-model', tree: { 'weights/final.safetensors': weights(40).toString('hex') }, tensors: tensorsOf(cairn.home, file), paths: [file] };
}

/** By command line: everything one can say about a version. */
function logMetrics(home: string, work: string): Original {
  const file = write(join(work, 'metrics.safetensors'), weights(90));
  const metadata = write(join(work, 'metadata.json'), JSON.stringify({ licence: 'MIT', trained: { on: ['a', 'b'], 'with «quotes»': true }, nothing: null }));
  const metrics = ['accuracy=0.98765432101', 'loss=NaN', 'best_loss=-Infinity', 'zero=0', 'tiny=1.5e-9', 'top/5=99'];
  const config = ['lr=3e-4', 'optimizer=adamw', 'layers=[1,2,3]', 'nested={"a":{"b":null}}', 'amp=true'];
  const all = (flag: string, values: readonly string[]): string[] => values.flatMap((value) => [flag, value]);
  cairnJson(home, [
    'log', file, '--name', 'metrics-model', '--type', 'model', '--project', 'vision', '--description', 'All that can be said, in 2 lines.\nThe second <b>line</b>.',
    '--metadata', `@${metadata}`, '--note', 'first', ...all('--metric', metrics), ...all('--config', config), ...all('--tag', ['smoke', 'gpu a100']), ...all('--alias', ['production', 'nightly']),
    '--input', 'default/folder-model:v0', '--input', 'default/renamed-model:latest',
  ]);
  return { name: 'metrics-model', tree: { 'metrics.safetensors': weights(90).toString('hex') }, tensors: tensorsOf(home, file), paths: [file, metadata] };
}

function expectPlain(folder: string): void {
  for (const path of filesUnder(folder)) {
    const file = join(folder, path);
    expect(lstatSync(file).isFile(), `${path} is a plain file`).toBe(true);
    expect(lstatSync(file).nlink, `${path} is nobody else's file`).toBe(1);
    accessSync(file, constants.R_OK | constants.W_OK);
    expect(lstatSync(file).mode & 0o200, `${path} can be written`).toBe(0o200);
  }
}

test('the page of each version says what cairn show says, and Download and use give back its bytes', async ({ cairn }) => {
  test.setTimeout(120_000);
  await cairn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900));
  const work = join(cairn.home, 'originals');
  const originals = [await logFolder(cairn, work), await logRenamed(cairn, work), logMetrics(cairn.home, work)];
  const screen = versionScreen(cairn);

  for (const original of originals) {
    const show = cairnJson<Shown>(cairn.home, ['show', original.name === 'metrics-model' ? 'vision/metrics-model' : original.name]);
    expect(Object.fromEntries(show.files.map(({ path, bytes }) => [path, bytes]))).toEqual(Object.fromEntries(Object.entries(original.tree).map(([path, hex]) => [path, hex.length / 2])));
    await screen.open(original.name, 'v0');
    const { runName, ...shown } = await screen.read();
    expect(shown).toEqual(pageOf(show, original.tensors));
    const run = cairnJson<{ id: string; name: string }[]>(cairn.home, ['ls', 'runs']).find(({ id }) => id === show.run);
    expect(runName).toBe(`from run ${run?.name}`);
  }

  for (const { paths } of originals) for (const path of paths) rmSync(path, { recursive: true });

  for (const { name, tree } of originals) {
    const downloaded = join(cairn.home, 'downloads', name);
    mkdirSync(downloaded, { recursive: true });
    await answerDialogs(cairn, [downloaded]);
    await screen.open(name, 'v0');
    await screen.download.click();
    await expect(cairn.page.getByText(/every file checked/)).toBeVisible();
    const used = join(cairn.home, 'used', name);
    const { status, stderr } = runCairn(cairn.home, ['use', name === 'metrics-model' ? 'vision/metrics-model:production' : `${name}:v0`, '-o', used]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    // Download makes a folder of its own in the chosen one: nobody's folder is filled with loose files.
    for (const folder of [join(downloaded, `${name}-v0`), used]) {
      expect(treeOf(folder)).toEqual(tree);
      expectPlain(folder);
    }
  }
});
