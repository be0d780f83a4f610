// Checking a remote: the one of the registry that is named, with what was found told part by part, and how far and how fast it goes.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type { Progress } from '../../shared/contract/primitives.js';
import type { StorageFinding } from '../../shared/contract/storage.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

async function checked({ engine }: EngineWorld, registry: string, deep: boolean): Promise<{ findings: StorageFinding[]; steps: Progress[] }> {
  const steps: Progress[] = [];
  for await (const event of await engine.client.storage.verify({ remote: true, registry, deep })) {
    if (event.event === 'done') return { findings: event.findings, steps };
    steps.push(event.progress);
  }
  throw new Error('It ended early');
}

it('looks at the remote that is named, says of each thing what, why and what next, and measures what it reads', async () => {
  const [first, second] = [tempFolder(), tempFolder()];
  const a = await joined(first);
  await a.log([a.put('one.bin', Buffer.alloc(3_000_000, 1))], { name: 'one' });
  await a.engine.client.sync.now({});
  const b = await joined(second);
  await b.log([b.put('two.bin', Buffer.alloc(2_000_000, 2))], { name: 'two' });
  await b.engine.client.sync.now({});
  await b.engine.client.remotes.add({ name: 'other', target: { url: pathToFileURL(first).href, secrets: {} } });
  await b.engine.client.sync.now({});

  const sound = await checked(b, 'other', true);
  expect(sound.findings).toEqual([]);
  const read = sound.steps.filter(({ unit, phase, total }) => unit === 'bytes' && phase === 'verifying' && (total ?? 0) >= 3_000_000);
  expect(read.at(-1)).toMatchObject({ done: read.at(-1)?.total });
  expect(read.at(-1)?.rate).toBeGreaterThan(0);

  for (const path of filesUnder(join(first, 'chunks'))) rmSync(join(first, 'chunks', path));
  expect((await checked(b, 'team', false)).findings).toEqual([]);
  const { findings } = await checked(b, 'other', false);
  const { device } = await a.show('one:latest');
  expect(findings).toMatchObject([{ place: 'remote', healed: false, what: 'one:v0', cause: 'In the remote its bytes were missing, and could not be sent again from here.', next: `Let ${device}, which wrote it, check this remote: it sends it again.` }]);
  const mended = await checked(a, 'team', false);
  expect(mended.findings).toMatchObject([{ healed: true, cause: 'In the remote its bytes were missing.', next: null }]);
  expect(mended.steps.at(-1)).toMatchObject({ phase: 'uploading', unit: 'bytes' });
  expect((await checked(b, 'other', false)).findings).toEqual([]);
}, 60_000);
