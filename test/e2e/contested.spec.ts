// Two people move production while out of reach of each other: the window says so wherever the alias shows, and one choice ends it for both.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairn as run, cairnJson } from '../support/cli.js';
import type { Cairn } from './app.js';
import { expect, test } from './devices.js';
import { look } from './screens/look.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

const MODEL = 'Support LLM 8B';

/** The command line as somebody else. */
function as(name: string, home: string): Record<string, string> {
  const file = join(home, 'gitconfig');
  writeFileSync(file, `[user]\n\tname = ${name}\n\temail = someone@example.org\n`);
  return { GIT_CONFIG_GLOBAL: file };
}

function log(home: string, n: number): void {
  const folder = join(home, 'work');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.bin'), `weights ${n}`);
  cairnJson(home, ['log', join(folder, 'model.bin'), '--name', 'support-llm', '--metric', `eval_loss=${1.6 - n / 20}`, '--metric', `win_rate=${0.6 + n / 50}`, '--link', MODEL]);
}

const move = (home: string, label: string, note: string, who: string): void => {
  const { status, stderr } = run(home, ['alias', 'set', `${MODEL}:${label}`, 'production', '--note', note], as(who, home));
  expect(status, stderr).toBe(0);
};

test('a contested alias shows on home, model and version page, in the palette and the chip; cairn use says so; one choice ends it on both devices', async ({ devices: { a, b, between } }) => {
  test.setTimeout(120_000);
  for (const n of [0, 1, 2]) log(a.home, n);
  await between.exchange();
  // The same bytes are the same versions: the second device has them too.
  for (const n of [0, 1, 2]) log(b.home, n);
  await between.exchange();
  cairnJson(a.home, ['describe', MODEL, 'eval_loss:min', '--headline']);
  move(a.home, 'v0', 'reviewed', 'Mira Okafor');
  await between.exchange();
  move(a.home, 'v1', 'Needed for the Thursday demo, passes the red team set.', 'Jonas Weber');
  await between.sync('a');
  move(b.home, 'v2', 'Lower refusal rate, same latency. v1 has the tokenizer bug.', 'Priya Raman');
  await between.exchange();

  const { page } = b;
  const chip = ({ page: of }: Cairn) => of.getByRole('link', { name: /^Needs you/ });
  await expect(chip(b)).toHaveText('Needs you 1');
  await expect(chip(a)).toHaveText('Needs you 1');
  const problems: string[] = [];

  // Home.
  await shell(page).go('Registry');
  const banner = page.getByRole('region', { name: `production of ${MODEL} is contested` });
  await expect(banner).toContainText('production was moved by two people while out of reach of each other. v1, published first, answers until someone chooses.');
  await expect(modelScreens(page).row(MODEL)).toContainText('productioncontestedv1 · v2');
  await look(b, 'contested-home', problems);
  // Model page, strip included.
  await modelScreens(page).models.getByRole('link', { name: MODEL }).click();
  await expect(banner).toBeVisible();
  await expect(modelScreens(page).stage('production')).toContainText('contested');
  await look(b, 'contested-model', problems);
  // The pages of both versions: the holder's and the challenger's.
  for (const label of ['v1', 'v2']) {
    await versionScreen(b).open('support-llm', label);
    await expect(page.getByRole('region', { name: `production of ${MODEL} is contested` })).toContainText(`${MODEL}:v1, published first, answers`);
  }
  // The palette.
  await page.keyboard.press('Control+K');
  await page.keyboard.type('support');
  await expect(page.getByRole('option').filter({ hasText: MODEL }).filter({ hasText: 'contested' }).first()).toBeVisible();
  await page.keyboard.press('Escape');

  // The command line delivers the holder, and says that it is contested.
  const used = run(b.home, ['use', `${MODEL}:production`, '-o', join(b.home, 'served'), '--json']);
  expect(used.status, used.stderr).toBe(4);
  expect(JSON.parse(used.stdout)).toMatchObject({ ref: `${MODEL}:v1`, contested: true });

  // By mouse: the chip leads to the two sides; one is chosen.
  await chip(b).click();
  await expect(shell(page).title).toHaveText('Contested aliases');
  const contest = page.getByRole('region', { name: `production of ${MODEL}` });
  await expect(contest).toContainText(`${MODEL}: two people moved production`);
  await expect(contest).toContainText('Both replaced v0 while out of reach of each other. v1 was published first: production gives it, with warning code 4, until someone chooses.');
  const side = (label: string) => contest.getByRole('group', { name: `Use ${label} as production` });
  await expect(side('v1')).toContainText(/published first.*Jonas Weber.*“Needed for the Thursday demo, passes the red team set.”/);
  await expect(side('v2')).toContainText(/Priya Raman.*“Lower refusal rate/);
  await expect(side('v2')).toContainText('eval_loss1.5−0.05better');
  await expect(side('v2')).toContainText('production delivers v2 from then on, v1 no longer.');
  await expect(contest.locator('[data-variant="filled"]')).toHaveCount(0);
  await look(b, 'contested-resolve', problems);
  await contest.getByLabel(/^Note on the choice/).fill('agreed in the stand-up');
  await side('v2').getByRole('button', { name: 'Use v2 as production' }).click();
  await expect(page.getByText('No alias is contested')).toBeVisible();
  await expect(chip(b)).toHaveCount(0);
  await look(b, 'contested-none', problems);

  await between.exchange();
  for (const each of [a, b]) {
    await expect(chip(each)).toHaveCount(0);
    expect(cairnJson(each.home, ['show', `${MODEL}:production`])).toMatchObject({ ref: `${MODEL}:v2`, contested: [] });
  }
  const [hashA, hashB] = await between.hashes();
  expect(hashA).toBe(hashB);
  expect(cairnJson<{ to: string; note: string }[]>(a.home, ['history', MODEL, '--alias', 'production']).map(({ to, note }) => [to, note])).toEqual([
    ['v2', 'agreed in the stand-up'],
    ['v2', 'Lower refusal rate, same latency. v1 has the tokenizer bug.'],
    ['v1', 'Needed for the Thursday demo, passes the red team set.'],
    ['v0', 'reviewed'],
  ]);
  expect(problems).toEqual([]);
});
