// Getting bytes out by mouse: a file dragged out of the window, and a version revealed in the file manager.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { atRest } from './drag.js';
import { versionScreen } from './screens/version.js';

interface Handed {
  readonly dragged: string[];
  readonly revealed: string[];
}

/** Notes what the app hands to the system, where no test can follow: a drag's files, a revealed path. */
async function watchSystem({ app }: Cairn): Promise<() => Promise<Handed>> {
  await app.evaluate(({ BrowserWindow, shell: system }) => {
    const handed: Handed = { dragged: [], revealed: [] };
    (globalThis as unknown as { handed: Handed }).handed = handed;
    const [window] = BrowserWindow.getAllWindows();
    if (window) window.webContents.startDrag = ({ file, files }) => void handed.dragged.push(...(files ?? [file]));
    system.showItemInFolder = (path) => void handed.revealed.push(path);
  });
  return () => app.evaluate(() => (globalThis as unknown as { handed: Handed }).handed);
}

async function openVersion(cairn: Cairn): Promise<void> {
  const source = join(cairn.home, 'notes.bin');
  writeFileSync(source, 'the bytes of a version');
  cairnJson(cairn.home, ['log', source, '--name', 'notes']);
  rmSync(source);
  await versionScreen(cairn).open('notes', 'v0');
}

test('a file dragged out lies on disk under its own name with its own bytes', async ({ cairn }) => {
  const handed = await watchSystem(cairn);
  await openVersion(cairn);
  const path = cairn.page.getByTitle(/^notes\.bin: drag it out/);
  await atRest(path);
  const box = await path.boundingBox();
  if (!box) throw new Error('the file has no place on the screen');
  const { mouse } = cairn.page;
  await mouse.move(box.x + 40, box.y + box.height / 2);
  await mouse.down();
  await mouse.move(box.x + 80, box.y + 60, { steps: 5 });
  await mouse.move(box.x + 160, box.y + 120, { steps: 5 });
  await expect.poll(async () => (await handed()).dragged.length).toBe(1);
  await mouse.up();
  const [file = ''] = (await handed()).dragged;
  expect(file.endsWith('/notes.bin')).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('the bytes of a version');
});

test('Reveal shows the version as plain files', async ({ cairn }) => {
  const handed = await watchSystem(cairn);
  await openVersion(cairn);
  await cairn.page.getByRole('button', { name: 'Reveal' }).first().click();
  await expect.poll(async () => (await handed()).revealed.length).toBe(1);
  const [folder = ''] = (await handed()).revealed;
  expect(folder.endsWith('notes-v0')).toBe(true);
  expect(readFileSync(join(folder, 'notes.bin'), 'utf8')).toBe('the bytes of a version');
});
