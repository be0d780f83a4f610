// The walkthrough's steps 2, 4 and 5: by mouse in one data root, by command line in another; both end in the same rows.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pngBytes } from '../fixtures/png.js';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { answerDialogs } from './dialog.js';
import { look, setSize, SIZES } from './screens/look.js';
import { registerScreen } from './screens/register.js';
import { runScreen } from './screens/run.js';
import { shell } from './screens/shell.js';

const ACCURACY = [0.81, 0.9, 0.87, 0.95, 0.94];
const lossOf = (epoch: number): number => Math.round(1000 / (epoch + 2)) / 1000;
const REMOTE = 's3://no-such-bucket-cairn-test/mnist/train.tar';

const weights = (n: number): Buffer => Buffer.from(safetensorsBytes({ 'fc.weight': { dtype: 'F32', shape: [10, 4], data: Buffer.alloc(160, n) } }, { format: 'pt' }));

interface Work {
  readonly folder: string;
  readonly data: string;
  readonly labels: string;
  readonly code: string;
  readonly evaluation: string;
  readonly sample: string;
  readonly model: (epoch: number) => string;
}

/** What a training script and its evaluation leave on disk. */
function prepare(folder: string): Work {
  const at = (...parts: string[]): string => join(folder, ...parts);
  for (const each of ['mnist', 'code', join('evaluation', 'images')]) mkdirSync(at(each), { recursive: true });
  writeFileSync(at('mnist', 'train.csv'), 'x,y\n1,2\n');
  writeFileSync(at('labels.csv'), 'id,label\n1,7\n');
  writeFileSync(at('code', 'train.py'), 'lr = 0.1\n');
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: at('code'), env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' } });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  writeFileSync(at('code', 'train.py'), 'lr = 0.01\n');
  const data = Array.from({ length: 6 }, (_none, id) => {
    writeFileSync(at('evaluation', 'images', `${id}.png`), pngBytes(28, 28, (x, y) => (Math.hypot(x - 14, y - 14) < 4 + id ? 220 : 20)));
    return [id, { _type: 'image-file', path: `images/${id}.png` }, id, id === 3 ? 8 : id];
  });
  writeFileSync(at('evaluation', 'predictions.table.json'), JSON.stringify({ columns: ['id', 'image', 'truth', 'prediction'], data }));
  const model = (epoch: number): string => {
    writeFileSync(at('model.safetensors'), weights(epoch));
    return at('model.safetensors');
  };
  return { folder, data: at('mnist'), labels: at('labels.csv'), code: at('code'), evaluation: at('evaluation'), sample: at('evaluation', 'images', '3.png'), model };
}

interface Keys {
  readonly train: string;
  readonly evaluate: string;
}

/** The same by command line. */
function byCommandLine(home: string, work: Work): Keys {
  const { id: train } = cairnJson<{ id: string }>(home, ['run', 'start', '--name', 'first try', '--config', 'lr=0.01', '--code', work.code]);
  cairnJson(home, ['use', work.data, '--name', 'mnist', '--run', train]);
  cairnJson(home, ['use', work.labels, '--name', 'mnist-labels', '--run', train]);
  cairnJson(home, ['log', '--ref', REMOTE, '--name', 'mnist-remote', '--type', 'dataset']);
  let best = 0;
  for (const [epoch, acc] of ACCURACY.entries()) {
    cairnJson(home, ['run', 'log', train, `loss=${lossOf(epoch)}`, `acc=${acc}`, '--step', String(epoch)]);
    cairnJson(home, ['log', work.model(epoch), '--name', `model-${train}`, '--run', train, '--input', 'mnist-remote', ...(acc > best ? ['--alias', 'best'] : [])]);
    best = Math.max(best, acc);
  }
  cairnJson(home, ['run', 'finish', train]);
  const { id: evaluate } = cairnJson<{ id: string }>(home, ['run', 'start', '--name', 'on the test set', '--job-type', 'evaluate', '--no-code']);
  cairnJson(home, ['use', `model-${train}:best`, '-o', join(work.folder, 'served'), '--run', evaluate]);
  cairnJson(home, ['run', 'log', evaluate, '--image', work.sample]);
  cairnJson(home, ['run', 'log', evaluate, 'acc=0.8333', 'loss=0.21', '--step', '0']);
  cairnJson(home, ['log', '--ref', `file://${work.labels}`, '--name', 'mnist-test', '--type', 'dataset']);
  cairnJson(home, ['log', work.evaluation, '--name', 'mnist-eval', '--type', 'evaluation', '--run', evaluate, '--input', 'mnist-test']);
  cairnJson(home, ['run', 'finish', evaluate]);
  return { train, evaluate };
}

/** What scripts see, the keys of the two runs and times apart. */
function rows(home: string, { train, evaluate }: Keys): unknown {
  const blind = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(train, 'TRAIN').replaceAll(evaluate, 'EVALUATE'));
  const versions = (name: string): unknown =>
    cairnJson<Record<string, unknown>[]>(home, ['ls', 'versions', name]).map(({ ref, version, type, digest, bytes, aliases, metrics, files, inputs, usedBy, code, run }) => ({
      ref, version, type, digest, bytes, metrics, files, inputs, aliases: [...(aliases as string[])].sort(), usedBy: (usedBy as { id: string; jobType: string }[]).map(({ id, jobType }) => [id, jobType]),
      ...(type === 'model' ? { run, restores: (code as { restores: string } | null)?.restores } : {}),
    }));
  const run = (key: string): unknown => {
    const { name, project, jobType, state, config, inputs, outputs, rows: count, summary } = cairnJson<Record<string, unknown>>(home, ['run', 'show', key]);
    const { loss, acc } = summary as Record<string, unknown>;
    return { name, project, jobType, state, config, inputs, outputs, count, loss, acc };
  };
  return blind({
    collections: cairnJson<{ name: string; type: string; versions: number }[]>(home, ['ls', 'collections']).map(({ name, type, versions: count }) => `${name}, ${type}, ${count}`).sort((a, b) => a.localeCompare(b)),
    versions: ['mnist', 'mnist-labels', 'mnist-remote', 'mnist-test', `model-${train}`, 'mnist-eval'].map(versions),
    runs: [run(train), run(evaluate)],
  });
}

test('train with declared data, keep five versions, use the best, evaluate it: by mouse and by command line the same rows come to be', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  const work = prepare(join(home, 'work'));
  const register = registerScreen(page);
  const screen = runScreen(cairn);
  const other = mkdtempSync(join(tmpdir(), 'cairn-e2e-cli-'));
  try {
    await setSize(cairn, SIZES[0]);
    // 2. A run, and the data it reads: a folder dropped on it, a file, and bytes that stay in a bucket.
    const train = await screen.start({ name: 'first try', config: { lr: '0.01' }, code: work.code });
    await register.dropOn('Dataset it reads', [work.data]);
    await register.name.fill('mnist');
    await register.register.click();
    await expect(screen.read.getByRole('link', { name: 'mnist' })).toBeVisible();

    await answerDialogs(cairn, [work.labels]);
    await screen.log('Dataset files…');
    await register.name.fill('mnist-labels');
    await register.register.click();
    await expect(screen.read.getByRole('link', { name: 'mnist-labels' })).toBeVisible();

    await screen.log('A reference…');
    await register.name.fill('mnist-remote');
    await register.panel.getByLabel('Address of reference 1').fill('mnist');
    await expect(register.panel.getByText('Begin with s3://').first()).toBeVisible();
    await look(cairn, 'register-reference', problems);
    await register.panel.getByLabel('Address of reference 1').fill(REMOTE);
    await register.register.click();
    await expect(screen.read.getByRole('link', { name: 'mnist-remote' })).toBeVisible();

    let best = 0;
    for (const [epoch, acc] of ACCURACY.entries()) {
      await screen.logValues(epoch, { loss: lossOf(epoch), acc });
      await register.dropOn('Model of first try', [work.model(epoch)]);
      await expect(register.name).toHaveValue(`model-${train}`);
      await expect(register.panel.getByText(`next is v${epoch}`)).toBeVisible();
      if (acc > best) await register.panel.getByRole('button', { name: 'best' }).click();
      best = Math.max(best, acc);
      if (epoch === 1) await look(cairn, 'register-in-run', problems);
      await register.register.click();
      await expect(screen.made.getByText(`v${epoch}`, { exact: true })).toBeVisible();
      await expect(screen.made).toContainText(String(acc));
    }
    await look(cairn, 'run-going', problems);
    await screen.finish();

    // The list of the five, the best where it is the best.
    await screen.made.getByRole('link', { name: `model-${train}` }).first().click();
    await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: `model-${train}` }).click();
    const list = page.getByRole('grid', { name: 'Versions' });
    await expect(list.getByRole('row')).toHaveCount(6);
    await expect(list.getByRole('row').filter({ hasText: 'best' })).toContainText('v3');
    await list.getByText('v3', { exact: true }).click();
    await expect(page.getByRole('region', { name: 'Made from' }).getByRole('link', { name: 'mnist-remote:v0' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Made from' }).getByRole('link', { name: 'first try' })).toBeVisible();

    // 4 and 5. A run that reads the best one and a test set, and says what it found.
    const evaluate = await screen.start({ name: 'on the test set', jobType: 'evaluate' });
    await page.getByRole('button', { name: 'Add input: a version it reads' }).click();
    await page.getByRole('searchbox', { name: 'Find a version or artifact' }).fill(`model-${train}:best`);
    await page.getByRole('button', { name: new RegExp(`^model-${train}:v3`) }).first().click();
    await expect(screen.read.getByText('v3', { exact: true })).toBeVisible();
    await screen.read.getByRole('link', { name: `model-${train}` }).click();
    const target = join(home, 'served');
    mkdirSync(target);
    await answerDialogs(cairn, [target]);
    await page.getByRole('button', { name: 'Download…' }).click();
    await expect(page.getByText(/every file checked/)).toBeVisible();
    expect(readFileSync(join(target, `model-${train}-v3`, 'model.safetensors')).equals(weights(3))).toBe(true);
    await page.getByRole('region', { name: 'Used by' }).getByRole('link', { name: 'on the test set' }).click();
    await answerDialogs(cairn, [work.sample]);
    await screen.log('A table, image or sound…');
    await expect(screen.made.getByRole('link', { name: `run-${evaluate}-3` })).toBeVisible();
    await screen.logValues(0, { acc: 0.8333, loss: 0.21 });
    await screen.log('A reference…');
    await register.name.fill('mnist-test');
    await register.panel.getByLabel('Address of reference 1').fill(`file://${work.labels}`);
    await register.register.click();
    await expect(screen.read.getByRole('link', { name: 'mnist-test' })).toBeVisible();
    await register.dropOn('Other artifact', [work.evaluation]);
    await register.name.fill('mnist-eval');
    await register.panel.getByLabel('Type', { exact: true }).fill('evaluation');
    await register.register.click();
    await expect(screen.made.getByRole('link', { name: 'mnist-eval' })).toBeVisible();
    await screen.finish();
    await screen.made.getByRole('link', { name: 'mnist-eval' }).click();
    await page.getByRole('navigation', { name: 'Version' }).getByRole('link', { name: 'Evaluation' }).click();
    await expect(page.getByRole('grid', { name: 'Rows of the table' }).getByRole('img')).toHaveCount(6);

    const wanted = rows(other, byCommandLine(other, work));
    expect(rows(home, { train, evaluate })).toEqual(wanted);

    // What has changed where only a reference was kept.
    await page.getByRole('link', { name: 'Artifacts' }).first().click();
    await page.getByRole('grid').getByText('mnist-test').first().click();
    await page.getByRole('grid', { name: 'Versions' }).getByText('v0', { exact: true }).click();
    await page.getByRole('navigation', { name: 'Version' }).getByRole('link', { name: /^Files/ }).click();
    await page.getByRole('button', { name: 'Check references' }).click();
    await expect(page.getByText('1 of 1 reference as recorded')).toBeVisible();
    writeFileSync(work.labels, 'id,label\n1,7\n2,3\n');
    await page.getByRole('button', { name: 'Check references' }).click();
    await expect(page.getByText('0 of 1 reference as recorded, 1 changed')).toBeVisible();
    await expect(page.getByRole('grid', { name: 'Files' }).getByText('Changed')).toBeVisible();
    await look(cairn, 'version-references', problems);

    // What the two runs say beside their numbers: the picture, and the code that can be had back.
    await shell(page).go('Runs');
    await page.getByRole('grid', { name: 'Runs' }).getByText('on the test set').click();
    const tabs = page.getByRole('navigation', { name: 'Run' });
    await tabs.getByRole('link', { name: 'Media' }).click();
    await expect(page.getByRole('region', { name: '3', exact: true }).getByRole('img', { name: '3.png' })).toBeVisible();
    await look(cairn, 'run-media', problems);
    await shell(page).go('Runs');
    await page.getByRole('grid', { name: 'Runs' }).getByText('first try').click();
    await tabs.getByRole('link', { name: 'Code' }).click();
    await expect(page.getByText('Restores exactly')).toBeVisible();
    const changes = page.getByRole('region', { name: 'Changes in train.py' });
    await expect(changes).toContainText('lr = 0.1');
    await expect(changes).toContainText('lr = 0.01');
    await look(cairn, 'run-code', problems);
    const restored = join(home, 'restored');
    mkdirSync(restored);
    await answerDialogs(cairn, [restored]);
    await page.getByRole('button', { name: 'Restore code…' }).click();
    await expect(page.getByText('The tree is the one that was captured')).toBeVisible();
    expect(readFileSync(join(restored, 'restored-code', 'train.py'), 'utf8')).toBe('lr = 0.01\n');
    await expect(page.getByRole('button', { name: 'Reveal in folder' })).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    rmSync(other, { recursive: true, force: true, maxRetries: 5 });
  }
});
