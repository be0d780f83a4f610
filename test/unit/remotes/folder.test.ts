// What lies in a folder is not believed: a link to something else, or what is no file, is neither waited for nor read without end.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folderKind } from '../../../electron/engine/remotes/folder.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

async function folder(): Promise<{ root: string; remote: Remote }> {
  const root = tempFolder();
  return { root, remote: await folderKind.open(pathToFileURL(root).href, { random: systemRandom, clock: systemClock }) };
}

describe('an object in a folder', () => {
  it('is read whole, up to its bound', async () => {
    const { root, remote } = await folder();
    const body = new Uint8Array(9_000_000).map((_, at) => at % 251);
    writeFileSync(join(root, 'config'), body);
    writeFileSync(join(root, 'empty'), '');
    expect(Buffer.compare((await remote.get('config', body.length)) ?? new Uint8Array(0), body)).toBe(0);
    expect(await remote.get('empty', 0)).toEqual(new Uint8Array(0));
    await expect(remote.get('config', body.length - 1)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await remote.get('none', 10)).toBeUndefined();
  });

  it.runIf(process.platform !== 'win32')('is not there where no file is', async () => {
    const { root, remote } = await folder();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('/dev/zero', join(root, 'device'));
    mkdirSync(join(root, 'folder'));
    for (const key of ['pipe', 'device', 'folder']) expect([await remote.get(key, 1000), await remote.getRange(key, 0, 10), await remote.head(key)], key).toEqual([undefined, undefined, undefined]);
  });

  it.runIf(process.platform === 'linux')('gives no more than the length it had when it was looked at', async () => {
    const { root, remote } = await folder();
    symlinkSync('/proc/kallsyms', join(root, 'config'));
    expect((await remote.get('config', 1000))?.length).toBe(0);
  });
});
