// The registry at each boundary of a 200-event history equals a replay of the events, which knows nothing of operations.
import { describe, expect, it } from 'vitest';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { seededDice } from '../../support/randomOps.js';
import { TEST_REGISTRY, testClock, testStore } from '../../support/testStore.js';

const MIRA = { name: 'Mira Ovist' };
const EVENTS = 200;
const ALIASES = ['production', 'staging', 'best'];
const entity = entityId(TEST_REGISTRY, 'mira');
const project = projectId(entity, 'default');
const models = projectId(entity, 'model-registry');
const source = collectionId(project, 'cnn');
const model = collectionId(models, 'digits');
const run = runId(project, 'r');
const digest = (n: number): string => `b3:${blake3Hex(`bytes ${n}`)}`;
const version = (n: number): string => versionId(source, digest(n));

/** One collection as the events leave it. */
interface Place {
  name: string;
  readonly numbers: Map<string, number>;
  /** What was put in, in the order in which it came; the last that is there is latest. */
  order: string[];
  readonly gone: Set<string>;
  readonly aliases: Map<string, string>;
}

const empty = (name: string): Place => ({ name, numbers: new Map(), order: [], gone: new Set(), aliases: new Map() });

function put(place: Place, id: string): void {
  if (!place.numbers.has(id)) place.numbers.set(id, place.numbers.size);
  place.order = [...place.order.filter((each) => each !== id), id];
  place.gone.delete(id);
}

function table(place: Place): { name: string; versions: number; aliases: Record<string, string> } {
  const present = place.order.filter((id) => !place.gone.has(id));
  const label = (id: string): string => `v${place.numbers.get(id)}`;
  const latest = present[present.length - 1];
  return { name: place.name, versions: present.length, aliases: { ...(latest === undefined ? {} : { latest: label(latest) }), ...Object.fromEntries([...place.aliases].map(([alias, id]) => [alias, label(id)])) } };
}

interface World {
  readonly store: RegistryStore;
  readonly cnn: Place;
  readonly digits: Place;
}

function log({ store, cnn }: World, n: number): void {
  store.write(MIRA, (tx) => {
    if (!tx.read.hasVersion(version(n))) tx.append({ kind: 'version', body: { version: version(n), collection: source, digest: digest(n), bytes: 1, files: 1 } });
    tx.append({ kind: 'log', body: { version: version(n), collection: source, run }, observed: tx.read.latestEdges(source) });
    tx.number(source, version(n));
  });
  put(cnn, version(n));
}

function link({ store, digits }: World, n: number): void {
  const id = linkId(model, version(n));
  store.write(MIRA, (tx) => {
    tx.append({ kind: 'link', body: { link: id, model, version: version(n) }, observed: tx.read.latestEdges(model) });
    tx.number(model, id);
  });
  put(digits, id);
}

function unlink({ store, digits }: World, n: number): void {
  const id = linkId(model, version(n));
  if (!digits.order.includes(id) || digits.gone.has(id) || [...digits.aliases.values()].includes(id)) return;
  store.write(MIRA, (tx) => tx.append({ kind: 'unlink', body: { link: id, model, version: version(n) }, observed: tx.read.heads({ kind: 'link', id }, 'live').map((head) => head.hash) }));
  digits.gone.add(id);
}

function moveAlias({ store }: World, place: Place, collection: string, alias: string, target: string | undefined): void {
  const observed = store.read.aliasHeads(collection, alias).map((head) => head.hash);
  store.write(MIRA, (tx) => tx.append(target === undefined ? { kind: 'alias.remove', body: { collection, alias }, observed } : { kind: 'alias.move', body: { collection, alias, target }, observed }));
  if (target === undefined) place.aliases.delete(alias);
  else place.aliases.set(alias, target);
}

function rename({ store, digits }: World, name: string): void {
  store.write(MIRA, (tx) => tx.append({ kind: 'collection.rename', body: { collection: model, name }, observed: tx.read.heads({ kind: 'collection', id: model }, 'name').map((head) => head.hash) }));
  digits.name = name;
}

describe('the registry as it was', () => {
  it.each([1, 2])('equals an independent replay at every boundary (seed %i)', (seed) => {
    const dice = seededDice(seed);
    const clock = testClock();
    const store = testStore({ clock });
    store.write(MIRA, (tx) => {
      tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
      for (const [id, name] of [[project, 'default'], [models, 'model-registry']] as const) tx.append({ kind: 'project.create', body: { project: id, entity, name } });
      tx.append({ kind: 'collection.create', body: { collection: source, project, name: 'cnn', type: 'model', form: 'artifact' } });
      tx.append({ kind: 'collection.create', body: { collection: model, project: models, name: 'digits', type: 'model', form: 'registered' } });
      tx.append({ kind: 'run.start', body: { run, project, key: 'r', name: 'r', jobType: 'train' } });
    });
    const world: World = { store, cnn: empty('cnn'), digits: empty('digits') };
    const expected: { at: number; tables: unknown }[] = [];
    for (let event = 0; event < EVENTS; event += 1) {
      clock.add(1 + dice.pick(60_000));
      const n = dice.pick(12);
      const known = world.cnn.numbers.has(version(n));
      const inModel = world.digits.order.filter((id) => !world.digits.gone.has(id));
      const alias = ALIASES[dice.pick(ALIASES.length)] ?? '';
      const step = known ? dice.pick(8) : 0;
      if (step <= 1) log(world, n);
      else if (step === 2) link(world, n);
      else if (step === 3) unlink(world, n);
      else if (step === 4) moveAlias(world, world.cnn, source, alias, dice.pick(5) === 0 ? undefined : version(n));
      else if (step <= 6) {
        const target = inModel[dice.pick(Math.max(1, inModel.length))];
        if (target !== undefined) moveAlias(world, world.digits, model, alias, dice.pick(5) === 0 ? undefined : target);
      } else rename(world, `digits ${dice.pick(4)}`);
      expected.push({ at: clock.now(), tables: [table(world.cnn), table(world.digits)] });
    }
    for (const [n, { at, tables }] of expected.entries()) {
      const whole = store.asOf(at);
      const past = [source, model].map((id) => whole.find((each) => each.id === id));
      if (n % 10 === 0) {
        expect([source, model].map((id) => store.asOf(at, id)[0])).toEqual(past);
        const target = store.aliasTargetAsOf(at, model, 'production');
        expect(target === undefined ? undefined : store.read.link(target)?.label).toBe(past[1]?.aliases['production']);
      }
      expect(past.map((each) => each && { name: each.name, versions: each.versions, aliases: each.aliases })).toEqual(tables);
    }
    expect(store.asOf(0)).toEqual([]);
    const last = expected[expected.length - 1];
    expect([source, model].flatMap((id) => store.asOf((last?.at ?? 0) + 1, id).map((each) => each.aliases))).toEqual([source, model].map((id) => store.read.collection(id)?.aliases));
    store.close();
  }, 180_000);
});
