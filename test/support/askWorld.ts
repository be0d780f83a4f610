// A registry of many versions with everything that queries ask about, and the same as plain objects for a naive filter.
import { blake3Hex } from '../../electron/engine/domain/blake3.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../electron/engine/domain/ids.js';
import type { RegistryStore } from '../../electron/engine/store/types.js';
import { TEST_REGISTRY, testClock, testStore } from './testStore.js';

export interface Dice {
  pick(below: number): number;
}

/** What a naive reader knows of a version. */
export interface PlainVersion {
  readonly id: string;
  readonly collection: string;
  readonly project: string;
  readonly type: string;
  readonly digest: string;
  readonly number: number;
  readonly bytes: number;
  readonly at: number;
  readonly actor: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly lr: number;
  readonly optimizer: string;
  readonly params: number | null;
  readonly dtypes: readonly string[];
  readonly safety: string | null;
  readonly description: string;
  readonly input: number | null;
  tags: Set<string>;
  aliases: Set<string>;
  linked: boolean;
  deleted: boolean;
}

export interface AskWorld {
  readonly store: RegistryStore;
  readonly versions: readonly PlainVersion[];
  readonly start: number;
  readonly end: number;
}

export const WHERE = { entity: 'mira', project: 'default' };
export const TAGS = ['vision', 'nlp', 'old', 'draft'];
export const WORDS = ['careful', 'fast', 'tiny'];
const TYPES = ['model', 'model', 'checkpoint'];
const DTYPES = ['BF16', 'F32', 'F16'];
const SAFETY = ['clean', 'clean', 'suspicious', 'unknown'] as const;
const OPTIMIZERS = ['adam', 'sgd'];
const PEOPLE = [{ name: 'Mira Ovist', email: 'mira@example.org' }, { name: 'Ana Reyes' }];
export const INPUTS = 4;

const pickOf = <T,>(dice: Dice, list: readonly T[]): T => list[dice.pick(list.length)] as T;
const digestOf = (n: number): string => `b3:${blake3Hex(`asked ${n}`)}`;

interface Made {
  readonly collection: string;
  readonly type: string;
  readonly project: string;
}

/** Fills a store with `count` versions in `collections` artifacts over two projects; a few are linked, aliased, tagged, deleted. */
export function askWorld(dice: Dice, count: number, collections = 20, batch = 1000): AskWorld {
  const clock = testClock();
  const store = testStore({ clock });
  const start = clock.now();
  const entity = entityId(TEST_REGISTRY, 'mira');
  const projects = ['default', 'research'].map((name) => ({ name, id: projectId(entity, name) }));
  const models = projectId(entity, 'model-registry');
  const model = collectionId(models, 'digits');
  const data = collectionId(projects[0]?.id ?? '', 'mnist');
  const inputs = Array.from({ length: INPUTS }, (_, n) => versionId(data, digestOf(1_000_000 + n)));
  const made: Made[] = Array.from({ length: collections }, (_, n) => ({ collection: `net-${n}`, type: TYPES[n % TYPES.length] ?? 'model', project: projects[n % 2]?.name ?? '' }));
  const idOf = (each: Made): string => collectionId(projects.find((project) => project.name === each.project)?.id ?? '', each.collection);
  store.write(PEOPLE[0] as { name: string }, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
    for (const { id, name } of [...projects, { id: models, name: 'model-registry' }]) tx.append({ kind: 'project.create', body: { project: id, entity, name } });
    tx.append({ kind: 'collection.create', body: { collection: model, project: models, name: 'digits', type: 'model', form: 'registered' } });
    tx.append({ kind: 'collection.create', body: { collection: data, project: projects[0]?.id ?? '', name: 'mnist', type: 'dataset', form: 'artifact' } });
    const run = runId(projects[0]?.id ?? '', 'data');
    tx.append({ kind: 'run.start', body: { run, project: projects[0]?.id ?? '', key: 'data', name: 'data', jobType: 'log', oneShot: true } });
    for (const [n, version] of inputs.entries()) {
      tx.append({ kind: 'version', body: { version, collection: data, digest: digestOf(1_000_000 + n), bytes: 1, files: 1 } });
      tx.append({ kind: 'log', body: { version, collection: data, run }, observed: tx.read.latestEdges(data) });
      tx.number(data, version);
    }
    for (const each of made) tx.append({ kind: 'collection.create', body: { collection: idOf(each), project: projects.find((project) => project.name === each.project)?.id ?? '', name: each.collection, type: each.type, form: 'artifact' } });
  });

  const versions: PlainVersion[] = inputs.map((id, n) => ({ id, collection: 'mnist', project: 'default', type: 'dataset', digest: digestOf(1_000_000 + n), number: n, bytes: 1, at: start, actor: 'Mira Ovist', metrics: {}, lr: Number.NaN, optimizer: '', params: null, dtypes: [], safety: null, description: '', input: null, tags: new Set(), aliases: new Set(n === INPUTS - 1 ? ['latest'] : []), linked: false, deleted: false }));
  const latest = new Map<string, { edge: string; plain: PlainVersion }>();
  const numbers = new Map<string, number>();
  let linked: PlainVersion | undefined;
  const moved = new Map<string, PlainVersion>();
  let run = { id: '', lr: 0, optimizer: '', input: null as number | null };
  for (let done = 0; done < count; done += batch) {
    clock.add(3_600_000);
    const actor = pickOf(dice, PEOPLE);
    store.write(actor, (tx) => {
      const move = (collection: string, alias: string, target: string, plain: PlainVersion): void => {
        tx.moveAlias({ collection, alias, target });
        moved.get(`${collection}:${alias}`)?.aliases.delete(alias);
        moved.set(`${collection}:${alias}`, plain);
        plain.aliases.add(alias);
      };
      for (let n = done; n < Math.min(count, done + batch); n += 1) {
        const place = pickOf(dice, made);
        const collection = idOf(place);
        const project = projects.find((each) => each.name === place.project)?.id ?? '';
        if (n % 25 === 0) {
          const key = `train-${n}`;
          run = { id: runId(project, key), lr: [0.1, 0.01, 0.001][dice.pick(3)] ?? 0, optimizer: pickOf(dice, OPTIMIZERS), input: dice.pick(3) === 0 ? null : dice.pick(INPUTS) };
          tx.append({ kind: 'run.start', body: { run: run.id, project, key, name: key, jobType: 'train', config: { lr: run.lr, optimizer: run.optimizer } } });
          if (run.input !== null) tx.append({ kind: 'use', body: { run: run.id, version: inputs[run.input] ?? '', collection: data } });
        }
        const digest = digestOf(n);
        const id = versionId(collection, digest);
        const metrics = dice.pick(5) === 0 ? {} : { acc: dice.pick(1000) / 1000, ...(dice.pick(2) === 0 ? { 'val/loss': dice.pick(500) / 100 } : {}) };
        const params = dice.pick(3) === 0 ? null : (1 + dice.pick(4000)) * 1_000_000;
        const dtypes = params === null ? [] : [...new Set([pickOf(dice, DTYPES), pickOf(dice, DTYPES)])];
        const safety = params === null ? null : pickOf<(typeof SAFETY)[number]>(dice, SAFETY);
        const number = numbers.get(collection) ?? 0;
        numbers.set(collection, number + 1);
        const bytes = 1000 + dice.pick(5_000_000);
        const plain: PlainVersion = { id, collection: place.collection, project: place.project, type: place.type, digest, number, bytes, at: clock.now(), actor: actor.name, metrics, lr: run.lr, optimizer: run.optimizer, params, dtypes: dtypes.map((each) => each.toLowerCase()), safety, description: dice.pick(6) === 0 ? `a ${pickOf(dice, WORDS)} try` : '', input: run.input, tags: new Set(), aliases: new Set(['latest']), linked: false, deleted: false };
        tx.append({ kind: 'version', body: { version: id, collection, digest, bytes, files: 1 } });
        const before = latest.get(collection);
        const edge = tx.append({ kind: 'log', body: { version: id, collection, run: run.id }, observed: before ? [before.edge] : [] });
        if (before && before.plain !== linked) before.plain.aliases.delete('latest');
        latest.set(collection, { edge, plain });
        tx.number(collection, id);
        if (Object.keys(metrics).length > 0) tx.append({ kind: 'metrics', body: { edge, version: id, values: metrics } });
        if (plain.description !== '') tx.append({ kind: 'describe', body: { subject: { kind: 'version', id }, field: 'description', value: plain.description } });
        if (params !== null) {
          const blob = digestOf(2_000_000 + n);
          tx.putManifest(digest, '{"files":[]}', [{ digest: blob, bytes }]);
          tx.append({ kind: 'facts', body: { blob, parser: 'test', parserVersion: 1, facts: blob, brief: { format: 'safetensors', parameters: params, dtypes, safety: safety ?? 'unknown' } } });
        }
        if (dice.pick(3) === 0) {
          const tag = pickOf(dice, TAGS);
          plain.tags.add(tag);
          tx.append({ kind: 'tag.add', body: { subject: { kind: 'version', id }, tag } });
        }
        if (dice.pick(8) === 0) move(collection, 'best', id, plain);
        if (place.type === 'model' && dice.pick(40) === 0) {
          const link = linkId(model, id);
          tx.append({ kind: 'link', body: { link, model, version: id }, observed: tx.read.latestEdges(model) });
          tx.number(model, link);
          if (linked && ![...latest.values()].some((each) => each.plain === linked)) linked.aliases.delete('latest');
          linked = plain;
          plain.linked = true;
          if (dice.pick(3) === 0) move(model, 'production', link, plain);
        }
        versions.push(plain);
      }
    });
  }
  const stays = new Set([...moved.values(), ...[...latest.values()].map((each) => each.plain), ...(linked ? [linked] : [])]);
  store.write(PEOPLE[0] as { name: string }, (tx) => {
    for (const plain of versions) {
      if (plain.type === 'dataset' || plain.linked || stays.has(plain) || dice.pick(60) !== 0) continue;
      const subject = { kind: 'version' as const, id: plain.id };
      tx.append({ kind: 'delete', body: { subject }, observed: [...tx.read.attachments(subject)] });
      plain.deleted = true;
    }
  });
  return { store, versions, start, end: clock.now() };
}
