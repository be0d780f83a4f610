// Two devices through a shared folder: what the other does to what one follows stands in the activity page and is told by the system
// while nobody looks at the window; one click, and it is not.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { look } from './screens/look.js';
import { shell } from './screens/shell.js';

interface Asked {
  readonly title: string;
  readonly body: string;
}

interface Watched {
  notices: (Asked & { emit(event: 'click'): void })[];
}

/** What the system is asked to show is heard of from here on. */
const watchNotices = ({ app }: Cairn): Promise<void> =>
  app.evaluate(({ app: main }) => {
    const watched = globalThis as unknown as Watched;
    watched.notices = [];
    main.on('cairn:notice' as 'activate', (notice: unknown) => watched.notices.push(notice as Watched['notices'][number]));
  });

const askedFor = ({ app }: Cairn): Promise<Asked[]> => app.evaluate(() => (globalThis as unknown as Watched).notices.map(({ title, body }) => ({ title, body })));

async function lookAway({ app }: Cairn): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused())).toBe(false);
}

/** For each notice whether the system was asked to show it, as the window's log has it. */
function shownByLog({ home }: Cairn): boolean[] {
  const lines = readFileSync(join(home, 'logs', 'window.log'), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as { event: string; shown: boolean }).flatMap(({ event, shown }) => (event === 'notice' ? [shown] : []));
}

test('what another device does is told once, opens by a click, and is not told when notices are off', async ({ home, launch }) => {
  test.setTimeout(180_000);
  const [folder, other] = [join(home, 'shared'), join(home, 'other')];
  for (const each of [folder, other]) mkdirSync(each);
  writeFileSync(join(other, 'settings.json'), JSON.stringify({ actor: { name: 'Otto Lind', email: 'otto@acme.org' }, entity: 'mira', deviceName: 'ottos-laptop' }));
  cairnJson(home, ['remote', 'add', 'team', folder]);
  for (const n of [0, 1, 2]) {
    const file = join(home, `model-${n}.bin`);
    writeFileSync(file, `weights ${n}`);
    cairnJson(home, ['log', file, '--name', 'support-llm', '--link', 'Support LLM']);
  }
  cairnJson(home, ['sync']);
  cairnJson(other, ['remote', 'add', 'team', folder]);
  cairnJson(other, ['sync']);
  /** Otto moves production; the app hears of it. */
  const move = (label: string): void => {
    cairnJson(other, ['alias', 'set', `Support LLM:${label}`, 'production', '--note', 'passed review']);
    cairnJson(other, ['sync']);
    cairnJson(home, ['sync']);
  };

  const cairn = await launch();
  const { app, page } = cairn;
  const problems: string[] = [];
  await watchNotices(cairn);
  cairnJson(home, ['sync']); // by the app: what is there from now on is news
  await lookAway(cairn);

  move('v0');
  await expect.poll(() => askedFor(cairn)).toEqual([{ title: 'production of Support LLM moved to v0', body: 'By Otto Lind' }]);
  await expect(page.getByRole('link', { name: 'Activity 1 new' })).toBeVisible();
  await shell(page).go('Activity');
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('link', { name: 'Following 1 new' }).click();
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices.getByRole('article', { name: 'production of Support LLM moved to v0, unread' })).toContainText('Otto Lind set production to v0 of Support LLM');
  await look(cairn, 'notices', problems);

  await app.evaluate(() => (globalThis as unknown as Watched).notices[0]?.emit('click'));
  await expect(shell(page).title).toHaveText('Support LLM');
  await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  await look(cairn, 'notices-model', problems);

  await page.goBack();
  await notices.getByRole('article', { name: /unread$/ }).click();
  await expect(notices.getByRole('article', { name: 'production of Support LLM moved to v0', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Activity', exact: true })).toBeVisible();

  await page.getByRole('switch', { name: 'Notices' }).click();
  await expect(page.getByText('Off. What others do makes no notices.')).toBeVisible();
  move('v1');
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('link', { name: 'Everything' }).click();
  await expect(page.getByRole('region', { name: 'History' }).getByText('moved production from v0 to v1')).toBeVisible();
  await shell(page).go('Settings');
  const section = page.getByRole('region', { name: 'Notices' });
  await expect(section.getByRole('switch')).not.toBeChecked();
  await look(cairn, 'notices-settings', problems, section);
  await section.getByRole('switch').click();
  await expect(section.getByRole('switch')).toBeChecked();
  await lookAway(cairn);
  move('v2');
  await expect.poll(() => askedFor(cairn)).toEqual([expect.objectContaining({ title: 'production of Support LLM moved to v0' }), { title: 'production of Support LLM moved to v2', body: 'By Otto Lind' }]);
  await shell(page).go('Activity');
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('link', { name: /^Following/ }).click();
  await expect(notices.getByRole('article')).toHaveCount(2);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused())).toBe(true);
  move('v0');
  await expect(notices.getByRole('article')).toHaveCount(3);
  await expect.poll(() => shownByLog(cairn)).toEqual([true, true, false]);
  expect(await askedFor(cairn)).toHaveLength(2);
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(notices.getByRole('article', { name: /unread$/ })).toHaveCount(0);
  expect(problems).toEqual([]);
});
