// What goes wrong while a person waits: the engine dies, they change their mind, the source changes, the file is huge.
import { appendFileSync, closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { filesUnder } from '../support/filesUnder.js';
import { expect, test } from './app.js';
import { enginePid } from './enginePid.js';
import { registerScreen } from './screens/register.js';
import { shell } from './screens/shell.js';

const MEGABYTE = 1024 * 1024;

/** A file of bytes that no file system can leave out; one block over and over, since only the size matters. */
function writeLarge(file: string, bytes: number): string {
  const block = randomFillSync(Buffer.allocUnsafe(16 * MEGABYTE));
  const handle = openSync(file, 'w');
  for (let written = 0; written < bytes; written += block.length) writeSync(handle, block);
  closeSync(handle);
  return file;
}

/** Bytes kept, temporary files and versions: all that an ingest could leave behind. */
function traces(home: string): { blobs: string[]; tmp: string[]; collections: unknown[] } {
  // `alive` is how a running process says that its temporary folder is not a dead one's.
  const tmp = filesUnder(join(home, 'tmp')).filter((path) => !/^[0-9a-f]+\/alive/.test(path));
  return { blobs: filesUnder(join(home, 'blobs')), tmp, collections: cairnJson<unknown[]>(home, ['ls']) };
}
const NOTHING = { blobs: [], tmp: [], collections: [] };

// Gigabytes are written and read here, also on slow disks.
test.beforeEach(() => test.setTimeout(240_000));

test('an engine killed during a call fails that call with its code, and the page goes on by itself', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = registerScreen(page);
  await screen.dropOn('New model', [writeLarge(join(home, 'large.bin'), 1024 * MEGABYTE)]);
  await screen.register.click();
  await expect(screen.panel.getByRole('progressbar')).toBeVisible();
  const killed = (await enginePid(cairn)) as number;
  process.kill(killed, 'SIGKILL');
  await expect(screen.panel.getByText('engine_stopped')).toBeVisible();
  await expect.poll(() => enginePid(cairn)).not.toBe(killed);
  await expect.poll(() => traces(home)).toEqual(NOTHING);

  await screen.panel.getByRole('button', { name: 'Retry' }).click();
  await expect(shell(page).title).toContainText('large', { timeout: 120_000 });
  expect(cairnJson(home, ['verify'])).toMatchObject({ findings: [] });
});

test('a 2 GB drop cancelled at half leaves nothing', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = registerScreen(page);
  const total = 2048 * MEGABYTE;
  await screen.dropOn('New model', [writeLarge(join(home, 'large.bin'), total)]);
  await screen.register.click();
  const bar = screen.panel.getByRole('progressbar');
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow', { timeout: 500 }).catch(() => 0)), { intervals: [20], timeout: 120_000 }).toBeGreaterThanOrEqual(40);
  await screen.panel.getByRole('button', { name: 'Cancel' }).first().click();
  await expect(screen.panel.getByText('Nothing was kept')).toBeVisible();
  // The page says so as soon as it has asked; the copy hears it at its next piece.
  await expect.poll(() => traces(home)).toEqual(NOTHING);
});

test('a source changed while it is read is a named error, and leaves nothing', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = registerScreen(page);
  const file = writeLarge(join(home, 'growing.bin'), 1024 * MEGABYTE);
  await screen.dropOn('New model', [file]);
  await screen.register.click();
  // All the while: a disk that is quick has read it before the page shows how far it is.
  const writing = setInterval(() => appendFileSync(file, 'more'), 20);
  await expect(screen.panel.getByText('source_changed')).toBeVisible({ timeout: 120_000 }).finally(() => clearInterval(writing));
  await expect(screen.panel.getByText('growing.bin').first()).toBeVisible();
  expect(traces(home)).toEqual(NOTHING);
});

/** Peak resident memory of a process, in bytes. */
function peakMemory(pid: number): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

test('a 10 GB sparse file is kept in constant memory', async ({ cairn }) => {
  test.skip(process.platform !== 'linux', 'peak memory is read from /proc, which only Linux has');
  const { page, home } = cairn;
  const screen = registerScreen(page);
  const file = join(home, 'sparse.bin');
  const handle = openSync(file, 'w');
  ftruncateSync(handle, 10_000_000_000);
  closeSync(handle);
  const pid = (await enginePid(cairn)) as number;
  const before = peakMemory(pid);
  await screen.dropOn('New model', [file]);
  await screen.register.click();
  await expect(shell(page).title).toContainText('sparse', { timeout: 150_000 });
  const growth = peakMemory(pid) - before;
  console.info(`10 GB sparse file: engine grew by ${Math.round(growth / 1e6)} MB, from ${Math.round(before / 1e6)} MB`);
  expect(growth).toBeLessThan(150_000_000);
  expect(cairnJson(home, ['show', 'sparse'])).toMatchObject({ bytes: 10_000_000_000, version: 'v0' });
});
