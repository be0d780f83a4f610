// Model files whose headers lie: looked at without harm, said in the plan, kept as they are, and shown with their problem.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safetensorsBytes, withLength } from '../../fixtures/safetensors.js';
import { cairn } from '../../support/cli.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';

let world: EngineWorld;
beforeEach(async () => {
  world = await createEngineWorld();
});
afterEach(() => world.end());

function claims(length: bigint, rest = '{}'): Buffer {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length);
  return Buffer.concat([prefix, Buffer.from(rest)]);
}

const tensor = (begin: number, end: number): object => ({ dtype: 'F32', shape: [(end - begin) / 4], data_offsets: [begin, end] });
const header = (value: unknown, data = 0): Buffer => Buffer.concat([withLength(Buffer.from(JSON.stringify(value))), Buffer.alloc(data)]);
const whole = safetensorsBytes({ w: { dtype: 'F32', shape: [4], data: Buffer.alloc(16) } });

const BAD: Record<string, Buffer> = {
  'a header of 2^63 bytes': claims(2n ** 63n),
  'a header of 2^64 - 1 bytes': claims(2n ** 64n - 1n),
  'a header of 2^40 bytes': claims(2n ** 40n),
  'more tensors than bytes': header({ a: tensor(0, 16), b: tensor(16, 4_000_000_000) }, 16),
  'tensors that end before they begin': header({ a: { dtype: 'F32', shape: [4], data_offsets: [16, 0] } }, 16),
  'tensors over each other': header({ a: tensor(0, 16), b: tensor(8, 24) }, 24),
  'a shape larger than a number': header({ a: { dtype: 'F32', shape: [2 ** 53, 2 ** 53], data_offsets: [0, 16] } }, 16),
  'a header that ends in the middle': whole.subarray(0, 40),
  'no JSON': claims(6n, '{{{{{{'),
  'a list for a header': header([1, 2, 3]),
  'brackets 100,000 deep': withLength(Buffer.from('['.repeat(100_000))),
  'seven bytes': Buffer.from('1234567'),
  'no bytes': Buffer.alloc(0),
};

describe('a safetensors file', () => {
  it.for(Object.entries(BAD))('%s', async ([, bytes]) => {
    const path = world.put('m/bad.safetensors', bytes);
    const plan = await world.plan(path);
    const [notice] = plan.notices;
    expect(notice).toMatchObject({ level: 'warning', path: 'bad.safetensors', message: expect.stringContaining('It can be kept as it is') as string });
    const version = await world.log([path]);
    expect(version.facts).toMatchObject([{ path: 'bad.safetensors', problem: expect.any(String) as string }]);
    const shown = await world.show('model');
    expect(shown.facts).toEqual(version.facts);
    expect(notice?.message).toContain(shown.facts[0]?.problem);
    expect((await world.engine.client.versions.tensors({ version: version.id })).rows.length).toBeLessThan(10);
    await world.use(version.ref, world.at('out'));
    expect(readFileSync(world.at('out/bad.safetensors')).equals(bytes)).toBe(true);
    expect(world.snapshot().temp).toEqual([]);
  });

  it('beside a good one spoils nothing of it, and the command line says it too', async () => {
    world.put('m/bad.safetensors', BAD['a header of 2^63 bytes']);
    world.put('m/good.safetensors', whole);
    const { status, stdout } = cairn(world.home, ['log', world.at('m'), '--name', 'both', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 'v0' });
    const facts = (await world.show('both')).facts;
    expect(facts).toMatchObject([{ path: 'bad.safetensors', problem: expect.any(String) as string }, { path: 'good.safetensors', problem: null, parameters: 4 }]);
    const inspected = cairn(world.home, ['inspect', world.at('m/bad.safetensors'), '--json']);
    expect(JSON.parse(inspected.stdout)).toMatchObject({ format: 'safetensors' });
  });
});
