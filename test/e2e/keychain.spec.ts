// Keys of remotes: by the keychain of the system where there is one, else in a file in clear text, which the window says.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { startCairn } from '../support/cli.js';
import { filesUnder } from '../support/filesUnder.js';
import { NO_KEYRING, startKeyring } from '../support/keyring.js';
import { expect, test } from './app.js';
import { look } from './screens/look.js';
import { shell } from './screens/shell.js';

const KEYS = { 'remote.team.accessKeyId': 'AKIACAIRNTEST', 'remote.team.secretAccessKey': 'a-key-nobody-may-see' };

/** A data root as an older version left it: a bucket, and its keys in clear text. */
function older(home: string, endpoint: string): void {
  writeFileSync(join(home, 'remotes.json'), JSON.stringify({ remotes: [{ name: 'team', url: `s3://acme?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1&pathStyle=1`, registry: 'team', mode: 'cas', writable: true, added: 1, secrets: ['accessKeyId', 'secretAccessKey'], report: null }] }));
  writeFileSync(join(home, 'secrets.json'), JSON.stringify(KEYS), { mode: 0o600 });
}

const keysSection = (page: Page) => page.getByRole('region', { name: 'Keys' });

async function openKeys(page: Page): Promise<void> {
  await shell(page).go('Settings');
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await expect(keysSection(page)).toBeInViewport();
}

async function secretHelp(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'This device only' }).click();
  await page.getByRole('button', { name: 'Add remote' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a remote' });
  const id = await dialog.getByRole('textbox', { name: 'Secret key' }).getAttribute('aria-describedby');
  const text = (await dialog.locator(`[id="${id ?? ''}"]`).textContent()) ?? '';
  await page.keyboard.press('Escape');
  return text;
}

test('without a keychain the keys stay in a file that only their owner reads, and the window says so', async ({ home, launch }) => {
  older(home, 'http://127.0.0.1:9');
  const cairn = await launch({ args: ['--password-store=basic'] });
  const problems: string[] = [];
  await openKeys(cairn.page);
  await expect(keysSection(cairn.page)).toContainText('This computer offers no keychain, so the keys of remotes lie in a file that only you can read.');
  await expect(keysSection(cairn.page)).toContainText(join(home, 'secrets.json'));
  await look(cairn, 'settings-keys', problems, keysSection(cairn.page));
  expect(await secretHelp(cairn.page)).toBe('Kept in a file that only you can read.');
  expect(JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8'))).toEqual(KEYS);
  expect(problems).toEqual([]);
});

test('the keychain takes over keys that lay in clear text, and the command line asks the app for them', async ({ home, launch }) => {
  test.setTimeout(120_000);
  const keyring = await startKeyring();
  test.skip(keyring === undefined, NO_KEYRING);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  /** Has the command line try the bucket out; `key` is what it showed there. */
  const tried = async (env: Record<string, string> = {}) => {
    asked.length = 0;
    const running = startCairn(home, ['remote', 'test', 'team'], env);
    let stderr = '';
    running.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [status] = (await once(running, 'close')) as [number];
    return { key: asked[0], status, stderr };
  };
  try {
    older(home, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const first = await launch({ args: ['--password-store=gnome-libsecret'], env: keyring?.env ?? {} });
    await expect.poll(() => Object.values(JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as object)).toEqual([{ sealed: expect.any(String) }, { sealed: expect.any(String) }]);
    await openKeys(first.page);
    await expect(keysSection(first.page)).toContainText('encrypted by the keychain of this computer');
    expect(await secretHelp(first.page)).toBe('Kept in the keychain.');
    expect(await tried()).toMatchObject({ key: 'AKIACAIRNTEST' });
    await first.close();
    for (const path of filesUnder(home)) expect(readFileSync(join(home, path)).includes(KEYS['remote.team.secretAccessKey']), path).toBe(false);

    const refused = await tried();
    expect(refused).toMatchObject({ key: undefined, status: 1 });
    expect(refused.stderr).toContain("Open Cairn's window, which alone can ask the keychain, and try again, or set the environment variable CAIRN_SECRET_REMOTE_TEAM_ACCESSKEYID.");
    expect(await tried({ CAIRN_SECRET_REMOTE_TEAM_ACCESSKEYID: 'FROMOUTSIDE', CAIRN_SECRET_REMOTE_TEAM_SECRETACCESSKEY: 'x' })).toMatchObject({ key: 'FROMOUTSIDE' });

    await launch({ args: ['--password-store=gnome-libsecret'], env: keyring?.env ?? {} });
    await expect.poll(async () => (await tried()).key).toBe('AKIACAIRNTEST');
  } finally {
    server.close();
    await keyring?.end();
  }
});
