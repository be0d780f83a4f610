// What a host supplies: the data root it chose, a log that keeps its size.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseDataRoot } from '../../../electron/host/dataRoot.js';
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

test('a full log becomes NAME.1.log and a new one begins', () => {
  const file = join(folder, 'logs', 'engine.log');
  const log = openLogFile(file, 20);
  log.write('the first line is long enough\n');
  log.write('next\n');
  expect(readFileSync(join(folder, 'logs', 'engine.1.log'), 'utf8')).toBe('the first line is long enough\n');
  expect(readFileSync(file, 'utf8')).toBe('next\n');
});
