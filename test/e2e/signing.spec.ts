// A signature on the page of a version: that it is there, by which key, and whether it holds for the bytes that are here.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { rot } from '../support/rot.js';
import { expect, test } from './app.js';
import { versionScreen } from './screens/version.js';

test('the page of a version shows who signed it, and says what holds when it is checked', async ({ cairn }) => {
  const { page, home } = cairn;
  const key = join(home, 'key.pem');
  writeFileSync(key, generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(home, 'model.bin'), Buffer.alloc(100_000, 1));
  cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'signed']);
  await versionScreen(cairn).open('signed', 'v0');
  const section = page.getByRole('region', { name: 'Signatures' });
  await expect(page.getByRole('region', { name: 'Safety' })).toBeVisible();
  await expect(section).toHaveCount(0);

  const { signature } = cairnJson<{ signature: { fingerprint: string } }>(home, ['sign', 'signed:v0', '--key', key]);
  await expect(section).toContainText('signature holds');
  await expect(section.getByRole('button', { name: `Copy key fingerprint ${signature.fingerprint}` })).toBeVisible();

  const blob = cairnJson<{ files: { digest: string }[] }>(home, ['show', 'signed:v0']).files[0]?.digest ?? '';
  rot(home, blob, 50_000);
  await section.getByRole('button', { name: 'Check' }).click();
  await expect(section).toContainText('does not hold');
  await expect(section).toContainText('model.bin is not what was signed');
});
