import { expect, test } from './app.js';
import { doorsScreens } from './screens/doors.js';
import { shell } from './screens/shell.js';
import { setSize, SIZES } from './screens/look.js';
test('doors', async ({ cairn }) => {
  test.setTimeout(120_000);
  const problems: string[] = [];
  await setSize(cairn, SIZES[0]);
  await shell(cairn.page).go('Settings');
  await doorsScreens(cairn, problems);
  expect(problems).toEqual([]);
});
