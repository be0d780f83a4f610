// What is said of syncing is so: nothing that waits or stands in the way is called synced, also by a process that did not see it happen.
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureOf, openEngine, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

/** A bucket that answers everything with one refusal. @returns its URL */
async function refusingBucket(status: number, code: string): Promise<string> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key').stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const server = createServer((_, response) => response.writeHead(status).end(`<Error><Code>${code}</Code><Message>not so</Message></Error>`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `s3://bucket/prefix?endpoint=${encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)}&region=us-east-1&pathStyle=1`;
}

function moveRemote({ engine: { context } }: EngineWorld, url: string): void {
  const [stored] = context.remotes.list();
  if (stored) context.remotes.put({ ...stored, url });
}

const statusOf = ({ engine }: EngineWorld) => engine.client.sync.status();

describe('the status', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is not green before the first sync, while something waits, and after it is sent it is', async () => {
    const a = await joined(tempFolder());
    expect(await statusOf(a)).toMatchObject({ word: 'synced', items: [] });
    await a.log([a.put('one.bin', 'one')], { name: 'one' });
    const { word, text, registries } = await statusOf(a);
    expect(word).toBe('waiting');
    expect(text).toMatch(/^\d+ waiting$/);
    expect(registries).toMatchObject([{ word: 'waiting' }]);
    await a.engine.client.sync.now({});
    expect(await statusOf(a)).toMatchObject({ word: 'synced', text: 'Synced', items: [] });
  });

  it.each([
    [400, 'InvalidRequest', 'failed'],
    [301, 'PermanentRedirect', 'address'],
    [404, 'NoSuchBucket', 'address'],
    [403, 'AccessDenied', 'credentials'],
    [507, '', 'full'],
  ])('names what a bucket answers with %i %s', async (answer, code, kind) => {
    const a = await joined(tempFolder());
    const url = await refusingBucket(answer, code);
    moveRemote(a, url);
    const error = await failureOf(a.engine.client.sync.now({}));
    const { word, items } = await statusOf(a);
    expect(word).toBe('attention');
    expect(items).toMatchObject([{ kind, what: url, cause: error.message }]);
  });

  it.each([
    [404, 'NoSuchBucket', 'not_found'],
    [403, 'AccessDenied', 'forbidden'],
  ])('is what adding it fails with too, of a bucket that answers %i %s', async (answer, refusal, code) => {
    const a = await joined(tempFolder());
    const url = await refusingBucket(answer, refusal);
    expect((await failureOf(a.engine.client.remotes.add({ name: 'bucket', target: { url, secrets: {} } }))).code).toBe(code);
    moveRemote(a, url);
    expect((await failureOf(a.engine.client.sync.now({}))).code).toBe(code);
  });

  it('names the bucket for which there are no keys', async () => {
    const a = await joined(tempFolder());
    moveRemote(a, await refusingBucket(403, 'AccessDenied'));
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, '');
    vi.stubEnv('AWS_CONFIG_FILE', join(a.folder, 'none')).stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(a.folder, 'none'));
    expect((await failureOf(a.engine.client.sync.now({}))).message).toMatch(/in bucket at 127\.0\.0\.1:\d+ failed\. No keys for the bucket were found/);
  });

  it('is told as it stands by a process that comes later, until a sync went well', async () => {
    const folder = tempFolder();
    const a = await joined(folder);
    const { remotes } = a.engine.context;
    const [stored] = remotes.list();
    moveRemote(a, await refusingBucket(400, 'InvalidRequest'));
    await failureOf(a.engine.client.sync.now({}));
    const later = async () => {
      const engine = await openEngine(a.home);
      const status = await engine.client.sync.status();
      await engine.close();
      return status;
    };
    expect(await later()).toMatchObject({ word: 'attention', items: [{ kind: 'failed' }] });
    if (stored) remotes.put(stored);
    await a.engine.client.sync.now({});
    expect(await later()).toMatchObject({ word: 'synced', items: [], registries: [{ error: null, synced: expect.any(Number) as number }] });
  });
});

describe('what was kept out', () => {
  const keptOut = async (spoil: (folder: string, device: string) => void) => {
    const folder = tempFolder();
    const a = await joined(folder);
    await a.log([a.put('one.bin', 'one')], { name: 'one' });
    await a.engine.client.sync.now({});
    const { name, id } = deviceOf(a);
    spoil(folder, id);
    const b = await joined(folder);
    const { items } = await statusOf(b);
    return { items, name };
  };
  const deviceOf = ({ engine: { context } }: EngineWorld) => ({ name: context.deviceName(), id: context.registries.find(({ home }) => home !== 'computer')?.device.id ?? '' });

  it('is named by the device that wrote it, and not by its key', async () => {
    const { items, name } = await keptOut((folder, device) => {
      const segment = readdirSync(join(folder, 'log', device)).sort().at(-1) ?? '';
      writeFileSync(join(folder, 'log', device, segment), 'torn');
    });
    expect(items).toContainEqual(expect.objectContaining({ kind: 'damaged', what: `What ${name} wrote, from its operation 1 on`, device: name }));
  });

  it('is named by the version whose list of files it is', async () => {
    const { items, name } = await keptOut((folder) => {
      for (const file of readdirSync(join(folder, 'manifests'), { recursive: true, withFileTypes: true })) if (file.isFile()) writeFileSync(join(file.parentPath, file.name), 'torn');
    });
    expect(items).toContainEqual(expect.objectContaining({ what: 'The list of files of one:v0', device: name }));
  });
});
