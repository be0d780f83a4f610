// What a host supplies: the data root it chose, secrets only their owner reads, a log that keeps its size.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseDataRoot } from '../../../electron/host/dataRoot.js';
import { fileSecrets } from '../../../electron/host/fileSecrets.js';
import { openLogFile } from '../../../electron/host/logFile.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cairn-host-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('--home wins over CAIRN_HOME, which wins over the system folder', () => {
  expect(chooseDataRoot(['--home', '/a', 'x'], { CAIRN_HOME: '/b' })).toBe(resolve('/a'));
  expect(chooseDataRoot(['--home=/c'], {})).toBe(resolve('/c'));
  expect(chooseDataRoot([], { CAIRN_HOME: '/b' })).toBe(resolve('/b'));
  expect(chooseDataRoot(['--home'], {})).toMatch(/Cairn/);
});

test('secrets live in a 0600 file, and the environment wins', async () => {
  const file = join(folder, 'secrets.json');
  const secrets = fileSecrets(file, { CAIRN_SECRET_OTHER_ONE: 'from outside' });
  expect(await secrets.get('token')).toBeUndefined();
  await secrets.set('token', 'kept');
  await secrets.set('other-one', 'hidden');
  expect(await secrets.get('token')).toBe('kept');
  expect(await secrets.get('other-one')).toBe('from outside');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  await secrets.delete('token');
  expect(await secrets.get('token')).toBeUndefined();
});

test('a damaged secrets file is named, not overwritten', async () => {
  const file = join(folder, 'secrets.json');
  writeFileSync(file, 'not json');
  await expect(fileSecrets(file, {}).set('a', 'b')).rejects.toMatchObject({ code: 'corrupt' });
  expect(readFileSync(file, 'utf8')).toBe('not json');
});

test('a full log becomes NAME.1.log and a new one begins', () => {
  const file = join(folder, 'logs', 'engine.log');
  const log = openLogFile(file, 20);
  log.write('the first line is long enough\n');
  log.write('next\n');
  expect(readFileSync(join(folder, 'logs', 'engine.1.log'), 'utf8')).toBe('the first line is long enough\n');
  expect(readFileSync(file, 'utf8')).toBe('next\n');
});
