// Thinning over random registries: never a protected version, never one that a rule keeps, nothing that was not shown; undo brings
// back what there was; a run between preview and removal is noticed.
import { afterEach, describe, expect, it } from 'vitest';
import { collectionId, entityId, projectId } from '../../../electron/engine/domain/ids.js';
import { parseRule, printRule, sayRule, thin, type Candidate, type Keep } from '../../../electron/engine/domain/retention/rule.js';
import { planOf } from '../../../electron/engine/commands/retention/plan.js';
import { removeVersions, undoRemoval } from '../../../electron/engine/commands/retention/run.js';
import { askWorld, type PlainVersion } from '../../support/askWorld.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { fc, runs } from '../../support/fastCheck.js';
import { seededDice } from '../../support/randomOps.js';
import { SEED } from '../../support/seed.js';
import { TEST_REGISTRY } from '../../support/testStore.js';

const REGISTRIES = Number(process.env['CAIRN_THIN_CASES'] ?? 6);
const RULES = ['last', 'last 3', 'best 3 by val/loss', 'best 2 by acc, last 1', 'best 1 by acc min', 'tagged vision', 'newer than 1d, tagged old', 'anything aliased, linked or used in lineage'];
const ACTOR = { name: 'Mira Ovist' };

let world: EngineWorld | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

/** What a rule keeps, said a second time and simply. */
function naive(rule: string, versions: readonly PlainVersion[], order: ReadonlyMap<string, number>, now: number): Set<string> {
  const keep = new Set<string>();
  const newest = [...versions].sort((a, b) => (order.get(b.id) ?? 0) - (order.get(a.id) ?? 0));
  const add = (list: readonly PlainVersion[]): void => list.forEach((version) => keep.add(version.id));
  for (const part of rule.split(', ')) {
    const best = /^best (\d) by (\S+)( min)?$/.exec(part);
    const key = best?.[2] ?? '';
    const low = key === 'val/loss' || best?.[3] !== undefined;
    if (best) add(newest.filter((v) => v.metrics[key] !== undefined).sort((a, b) => (low ? 1 : -1) * ((a.metrics[key] ?? 0) - (b.metrics[key] ?? 0))).slice(0, Number(best[1])));
    else if (part === 'last') add(newest.slice(0, 1));
    else if (part === 'last 3') add(newest.slice(0, 3));
    else if (part.startsWith('tagged ')) add(versions.filter((v) => v.tags.has(part.slice(7))));
    else if (part.startsWith('newer')) add(versions.filter((v) => v.at >= now - 86_400_000));
  }
  return keep;
}

it(`never removes what is protected or kept, over ${REGISTRIES} random registries (seed ${SEED})`, () => {
  let removed = 0;
  for (let n = 0; n < REGISTRIES; n += 1) {
    const dice = seededDice(SEED + n);
    const { store, versions, end } = askWorld(dice, 150, 4, 30);
    const now = end;
    const entity = entityId(TEST_REGISTRY, 'mira');
    for (const name of [...new Set(versions.map((version) => version.collection))]) {
      const live = versions.filter((version) => version.collection === name && !version.deleted);
      const collection = collectionId(projectId(entity, live[0]?.project ?? 'default'), name);
      const rule = RULES[dice.pick(RULES.length)] ?? 'last';
      const order = new Map([...store.read.thinCandidates(collection)].map((version, index) => [version.id, index]));
      const guarded = (version: PlainVersion): boolean => version.aliases.size > 0 || version.linked || versions.some((other) => other.collection !== name && name === 'mnist' && other.input === version.number);
      const kept = naive(rule, live, order, now);
      const expected = new Set(live.filter((version) => !guarded(version) && !kept.has(version.id)).map((version) => version.id));
      const plan = planOf(store.read, collection, rule, now);
      expect(new Set(plan.rows.filter((row) => row.keep.length === 0).map((row) => row.id)), `${name}: ${rule} (seed ${SEED})`).toEqual(expected);
      expect(plan.rows.map((row) => row.id).sort()).toEqual(live.map((version) => version.id).sort());
      expect(plan.removed + plan.kept).toBe(live.length);

      // A version that was shown as going gets an alias meanwhile.
      const [saved] = expected;
      if (saved !== undefined) store.write(ACTOR, (tx) => tx.moveAlias({ collection, alias: 'rescued', target: saved }));
      const before = store.read.aliasStates(collection);
      const done = store.write(ACTOR, (tx) => removeVersions(tx, { collection, rule, versions: [...expected] }, `batch-${n}-${name}`));
      expect(done.removed).toBe(Math.max(0, expected.size - 1));
      expect(done.skipped.map((each) => each.why)).toEqual(saved === undefined ? [] : ['alias rescued']);
      for (const version of live) expect(store.read.version(version.id)?.deleted, version.id).toBe(expected.has(version.id) && version.id !== saved);
      expect(store.read.aliasStates(collection)).toEqual(before);
      removed += done.removed;
      if (done.batch === null) continue;
      expect(store.write(ACTOR, (tx) => undoRemoval(tx, done.batch ?? ''))).toBe(done.removed);
      for (const version of live) expect(store.read.version(version.id)?.deleted).toBe(false);
      expect(store.write(ACTOR, (tx) => undoRemoval(tx, done.batch ?? ''))).toBe(0);
    }
    expect(store.refoldedStateHash()).toBe(store.stateHash());
    store.close();
  }
  expect(removed).toBeGreaterThan(REGISTRIES * 10);
}, 120_000);

describe('a rule', () => {
  it('is read as people write it, and written back', () => {
    expect(printRule(parseRule('best 3 by val_loss, last, anything aliased, linked or used'))).toBe('best 3 by val_loss min, last 1, anything aliased, linked, used');
    expect(sayRule(parseRule('best 3 by val_loss; last 2'))).toContain('Keeps the 3 best versions by val_loss (lowest), the last 2 versions, whatever is latest');
    for (const bad of ['', 'worst 3 by x', 'best by', 'newer than 3 moons']) expect(() => parseRule(bad)).toThrowError(expect.objectContaining({ code: 'invalid_input' }) as Error);
    const keep: fc.Arbitrary<Keep> = fc.oneof(
      fc.record({ keep: fc.constant('best' as const), count: fc.integer({ min: 1, max: 99 }), key: fc.constantFrom('acc', 'val/loss', 'f1 score'), direction: fc.constantFrom('max' as const, 'min' as const) }),
      fc.record({ keep: fc.constant('last' as const), count: fc.integer({ min: 1, max: 99 }) }),
      fc.record({ keep: fc.constant('newer' as const), days: fc.integer({ min: 1, max: 999 }) }),
      fc.record({ keep: fc.constant('tagged' as const), tag: fc.constantFrom('keep', 'do not touch', 'a,b') }),
    );
    fc.assert(
      fc.property(fc.array(keep, { maxLength: 5 }), (keeps) => {
        expect(parseRule(printRule({ keeps })).keeps).toEqual(keeps);
      }),
      { numRuns: runs(500) },
    );
  });

  it('takes the newer of two that are equal, and never a version without the metric', () => {
    const version = (id: string, weight: number, loss?: number): Candidate => ({ id, weight, at: 0, metrics: loss === undefined ? {} : { loss }, tags: [], held: [] });
    const why = thin(parseRule('best 1 by loss'), [version('a', 1, 0.5), version('b', 2, 0.5), version('c', 3), version('d', 4, Number.NaN)], 0);
    expect([...why].filter(([, reasons]) => reasons.length > 0).map(([id]) => id)).toEqual(['b']);
  });
});

describe('retention at the door', () => {
  it('shows what goes and the bytes, removes, brings back, and refuses after the end', async () => {
    world = await createEngineWorld();
    const { client, context } = world.engine;
    for (let n = 0; n < 5; n += 1) await world.log([world.put('shared.bin', 'x'.repeat(1000)), world.put('model.bin', `${n}`.repeat(100 * (n + 1)))], { name: 'net', metrics: { loss: 5 - n } });
    await client.registry.link({ ref: 'net:v0', target: 'digits', aliases: [] });
    const plan = await client.retention.preview({ collection: 'net', rule: 'best 1 by loss' });
    expect(plan).toMatchObject({ removed: 3, kept: 2, bytes: 200 + 300 + 400 });
    expect(plan.rows.map((row) => row.keep)).toEqual([['linked to digits:v0'], [], [], [], ['latest', 'best 1 by loss']]);
    const versions = plan.rows.map((row) => row.id);
    const done = await client.retention.run({ collection: 'net', rule: 'best 1 by loss', versions });
    expect(done).toMatchObject({ removed: 3, bytes: 900 });
    expect(done.skipped.map((each) => each.ref)).toEqual(['net:v0', 'net:v4']);
    expect(await client.retention.removals({})).toMatchObject([{ batch: done.batch, versions: 3, deleted: 3, note: 'thinned to best 1 by loss min, anything aliased, linked, used' }]);
    expect((await client.retention.deleted({ collection: 'net' })).map((row) => [row.ref, row.restorable])).toEqual(expect.arrayContaining([['net:v1', true], ['net:v2', true], ['net:v3', true]]));
    expect(await client.retention.undo({ batch: done.batch ?? '' })).toEqual({ restored: 3 });
    expect(await client.retention.deleted({})).toEqual([]);

    await client.retention.setTtl({ what: 'collection', ref: 'net', days: 2 });
    await client.retention.setTtl({ what: 'version', ref: 'net:v2', days: 400 });
    expect(await client.retention.ttl({ what: 'version', ref: 'net:v1' })).toMatchObject({ days: 2, from: 'collection' });
    expect(await client.retention.ttl({ what: 'version', ref: 'net:v2' })).toMatchObject({ days: 400, from: 'version' });
    expect((await client.retention.preview({ collection: 'net' })).removed).toBe(0);
    const { clock } = context.ports;
    const now = clock.now();
    const later = (days: number): void => void Object.assign(clock, { now: () => now + days * 86_400_000 });
    const real = clock.now;
    try {
      later(3);
      const expired = await client.retention.preview({ collection: 'net' });
      expect(expired.rows.filter((row) => row.keep.length === 0).map((row) => row.label)).toEqual(['v1', 'v3']);
      await client.retention.run({ collection: 'net', versions: expired.rows.map((row) => row.id) });
      later(3 + 29);
      expect(await client.registry.restore({ ref: 'net:v1' })).toEqual({ ref: 'net:v1' });
      await client.registry.delete({ ref: 'net:v1', force: false });
      await client.retention.setSettings({ days: 7 });
      later(3 + 29 + 8);
      expect(await failureOf(client.registry.restore({ ref: 'net:v1' }))).toMatchObject({ code: 'not_found', message: expect.stringContaining('could be brought back until') as string });
    } finally {
      Object.assign(clock, { now: real });
    }
    expect(await failureOf(client.retention.preview({ collection: 'digits', rule: 'last' }))).toMatchObject({ code: 'invalid_input' });
  });
});
