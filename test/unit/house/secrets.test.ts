// Secrets of a host: the environment, a 0600 file, the keychain that encrypts what is in it, and the app that is asked for it.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appKeychain, serveKeychain } from '../../../electron/engine/index.js';
import type { Keychain } from '../../../electron/engine/ports.js';
import { openSecrets } from '../../../electron/host/secrets.js';
import { silentLogger } from '../../support/ports.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-secrets-'));
  file = join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Turns texts round, with its owner's name before them: enough to tell clear text and other people's apart. */
function keychainOf(owner: string, is = true): Keychain {
  const turned = (text: string): string => [...text].reverse().join('');
  return {
    absent: 'Open the app',
    available: () => Promise.resolve(is),
    seal: (text) => Promise.resolve(`${owner}:${turned(text)}`),
    open: (sealed) => (sealed.startsWith(`${owner}:`) ? Promise.resolve(turned(sealed.slice(owner.length + 1))) : Promise.reject(new Error('another key'))),
  };
}
const none = keychainOf('nobody', false);
const stored = (): unknown => JSON.parse(readFileSync(file, 'utf8'));

test('without a keychain secrets live in a 0600 file in clear text, and the environment wins', async () => {
  const secrets = openSecrets(file, { CAIRN_SECRET_OTHER_ONE: 'from outside' }, none);
  expect(await secrets.get('token')).toBeUndefined();
  await secrets.delete('token');
  await secrets.set('token', 'kept');
  await secrets.set('other-one', 'hidden');
  expect(await secrets.get('token')).toBe('kept');
  expect(await secrets.get('other-one')).toBe('from outside');
  expect(await secrets.place()).toEqual({ kept: 'file', file });
  expect(await secrets.takeIn()).toBe(0);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  await secrets.delete('token');
  expect(await secrets.get('token')).toBeUndefined();
});

test('with a keychain the file holds what it encrypted, marked as such', async () => {
  const secrets = openSecrets(file, {}, keychainOf('mira'));
  expect(await secrets.place()).toEqual({ kept: 'keychain', file });
  await secrets.set('token', 'kept');
  expect(stored()).toEqual({ token: { sealed: 'mira:tpek' } });
  expect(await secrets.get('token')).toBe('kept');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what an older version kept in clear text is taken into the keychain, once', async () => {
  writeFileSync(file, JSON.stringify({ 'remote.team.secretAccessKey': 'older', token: { sealed: 'mira:tpek' } }));
  const secrets = openSecrets(file, {}, keychainOf('mira'));
  expect(await secrets.get('remote.team.secretAccessKey')).toBe('older');
  expect(await secrets.takeIn()).toBe(1);
  expect(stored()).toEqual({ 'remote.team.secretAccessKey': { sealed: 'mira:redlo' }, token: { sealed: 'mira:tpek' } });
  expect(await secrets.get('remote.team.secretAccessKey')).toBe('older');
  expect(await secrets.takeIn()).toBe(0);
});

test('taking in that is cut off, or that would lose something, leaves the file as it was', async () => {
  const before = JSON.stringify({ one: 'first', two: 'second' });
  writeFileSync(file, before);
  const keychain = keychainOf('mira');
  const dying: Keychain = { ...keychain, seal: (text) => (text === 'second' ? Promise.reject(new Error('gone')) : keychain.seal(text)) };
  await expect(openSecrets(file, {}, dying).takeIn()).rejects.toThrow('gone');
  expect(readFileSync(file, 'utf8')).toBe(before);
  const forgetful: Keychain = { ...keychain, open: () => Promise.resolve('something else') };
  expect(await openSecrets(file, {}, forgetful).takeIn()).toBe(0);
  expect(stored()).toEqual({ one: 'first', two: 'second' });
});

test('what another process sets while secrets are taken in stays', async () => {
  writeFileSync(file, JSON.stringify({ one: 'first', two: 'second' }));
  const keychain = keychainOf('mira');
  const other = openSecrets(file, {}, none);
  const slow: Keychain = {
    ...keychain,
    async seal(text) {
      if (text === 'second') await other.set('one', 'newer').then(() => other.set('three', 'third'));
      return keychain.seal(text);
    },
  };
  expect(await openSecrets(file, {}, slow).takeIn()).toBe(2);
  expect(stored()).toEqual({ one: 'newer', two: { sealed: 'mira:dnoces' }, three: 'third' });
});

test('a secret that the keychain has and nobody can ask for says what to do', async () => {
  writeFileSync(file, JSON.stringify({ 'remote.team.accessKeyId': { sealed: 'mira:tpek' } }));
  await expect(openSecrets(file, {}, none).get('remote.team.accessKeyId')).rejects.toMatchObject({ code: 'forbidden', message: 'Reading the secret "remote.team.accessKeyId" failed: the keychain encrypted it. Open the app, or set the environment variable CAIRN_SECRET_REMOTE_TEAM_ACCESSKEYID.' });
  await expect(openSecrets(file, {}, keychainOf('someone else')).get('remote.team.accessKeyId')).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('another person or another computer') });
  expect(await openSecrets(file, { CAIRN_SECRET_REMOTE_TEAM_ACCESSKEYID: 'given' }, none).get('remote.team.accessKeyId')).toBe('given');
});

test('another process reads and keeps secrets by the keychain of the app, while the app runs', async () => {
  const outside = openSecrets(file, {}, appKeychain(folder));
  expect(await outside.place()).toEqual({ kept: 'file', file });
  const door = await serveKeychain(folder, keychainOf('mira'), silentLogger);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'keychain.sock')).mode & 0o777).toBe(0o600);
  await outside.set('token', 'kept');
  expect(stored()).toEqual({ token: { sealed: 'mira:tpek' } });
  expect(await outside.get('token')).toBe('kept');
  writeFileSync(file, JSON.stringify({ token: { sealed: 'otto:tpek' } }));
  await expect(outside.get('token')).rejects.toMatchObject({ code: 'forbidden' });
  await door?.close();
  await expect(outside.get('token')).rejects.toMatchObject({ message: expect.stringContaining("Open Cairn's window") });
});

test('a damaged secrets file is named, not overwritten, and nothing of it is told', async () => {
  writeFileSync(file, '{"token": "hush" not json');
  const failed: unknown = await openSecrets(file, {}, none).set('a', 'b').catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'corrupt' });
  expect(inspect(failed)).not.toContain('hush');
  expect(readFileSync(file, 'utf8')).toBe('{"token": "hush" not json');
});
