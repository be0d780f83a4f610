// Two computers, each with its own copy of a folder that a program carries between them as such programs do: late, in an order of its own,
// and each file first in half. What has come is used, what has not is waited for, and in the end both have all of it.
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../shared/util/seededRandom.js';
import { createEngineWorld, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { SEED } from '../support/seed.js';
import { tempFolder } from '../support/tempFolder.js';

const ROUNDS = 6;
const random = seededRandom(SEED);

async function member(folder: string): Promise<EngineWorld> {
  const w = await createEngineWorld();
  onTestFinished(() => w.end());
  await w.engine.client.remotes.add({ name: 'team', target: { url: `${pathToFileURL(folder).href}?mode=single`, secrets: {} } });
  return w;
}

/** When a file was written, by the computer that wrote it; one that is not there, or came in half, never was. */
const writtenAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Some of what is newer, the newest first: heads before the logs they name, logs before the bytes that those name. */
function carry(from: string, to: string, share: number, half: boolean): void {
  const age = (path: string): number => writtenAt(join(from, path));
  const news = filesUnder(from).filter((path) => age(path) > writtenAt(join(to, path)) + 1);
  for (const path of news.sort((one, other) => age(other) - age(one)).slice(0, Math.ceil(news.length * share))) {
    const body = readFileSync(join(from, path));
    const torn = half && random() < 0.5;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), torn ? body.subarray(0, body.length >> 1) : body);
    utimesSync(join(to, path), new Date(), torn ? new Date(0) : new Date(age(path)));
  }
}

it('is read without a torn byte, and loses nothing', async () => {
  const [one, two] = [tempFolder(), tempFolder()];
  const a = await member(one);
  await a.engine.client.sync.now({});
  carry(one, two, 1, false);
  const b = await member(two);
  const members = [a, b];
  const exchange = async (share: number, half: boolean): Promise<void> => {
    for (const w of members) await w.engine.client.sync.now({});
    carry(one, two, share, half);
    carry(two, one, share, half);
  };
  const names: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, w] of members.entries()) {
      names.push(`m${round}${index}`);
      await w.log([w.put(`m${round}${index}.bin`, Buffer.alloc(100_000 + round, 1 + round * 2 + index))], { name: `m${round}${index}` });
    }
    await exchange(0.5, true);
    for (const w of members) expect((await w.verify()).findings).toEqual([]);
  }
  for (let quiet = 0; quiet < 6; quiet += 1) await exchange(1, false);
  for (const w of members) expect(await w.engine.client.sync.now({})).toMatchObject({ pending: 0, findings: [] });
  expect(b.engine.context.registry.stateHash()).toBe(a.engine.context.registry.stateHash());
  for (const [index, w] of members.entries()) {
    for (const name of names) expect(readFileSync(join((await w.use(`${name}:v0`, w.at(`out-${name}`))).path, `${name}.bin`)).length, `${name} at ${index}`).toBe(100_000 + Number(name[1]));
  }
}, 120_000);
