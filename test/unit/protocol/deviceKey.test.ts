// The device's key file: one identity a data root, whoever comes first, kept to its owner.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateDeviceKey, openDeviceKey } from '../../../electron/engine/store/deviceKey.js';

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cairn-key-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('is made once, then read', () => {
  const first = loadOrCreateDeviceKey(root, random);
  expect(loadOrCreateDeviceKey(root, random).id).toBe(first.id);
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  expect(readFileSync(join(root, 'device.key'), 'utf8')).toContain('BEGIN PRIVATE KEY');
});

test.skipIf(process.platform === 'win32')('is readable by its owner alone, also when somebody loosened it', () => {
  loadOrCreateDeviceKey(root, random);
  const file = join(root, 'device.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  loadOrCreateDeviceKey(root, random);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that is no key is an error, and stays as it is', () => {
  writeFileSync(join(root, 'device.key'), 'hello');
  expect(() => loadOrCreateDeviceKey(root, random)).toThrow(expect.objectContaining({ code: 'data_root_unusable' }));
  expect(readFileSync(join(root, 'device.key'), 'utf8')).toBe('hello');
});

test('the one who comes second takes what the first made', () => {
  let inner: string | undefined;
  let depth = 0;
  const racing = {
    bytes(length: number) {
      depth += 1;
      if (depth === 2) inner = loadOrCreateDeviceKey(root, random).id;
      return random.bytes(length);
    },
  };
  expect(loadOrCreateDeviceKey(root, racing).id).toBe(inner);
});

test('whoever has it open goes on under the new one that another took, and one that was taken already is not taken again', () => {
  const [one, other] = [openDeviceKey(root, random), openDeviceKey(root, random)];
  const former = one.current().id;
  one.renew(former);
  const { id } = other.current();
  expect(id).not.toBe(former);
  expect(one.current().id).toBe(id);
  other.renew(former);
  expect([one.current().id, other.current().id, loadOrCreateDeviceKey(root, random).id]).toEqual([id, id, id]);
  if (process.platform !== 'win32') expect(statSync(join(root, 'device.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
});
