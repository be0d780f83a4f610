// The store's promises one by one: numbers, latest, deletes, words, references, the change log, newer files.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import type { Subject } from '../../../electron/engine/domain/ops.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { TEST_REGISTRY, testClock, testStore } from '../../support/testStore.js';

const MIRA = { name: 'Mira Ovist' };
const WHERE = { entity: 'mira', project: 'default' };
const entity = entityId(TEST_REGISTRY, 'mira');
const project = projectId(entity, 'default');
const collection = collectionId(project, 'mnist-cnn');
const run = runId(project, 'r1');
const digest = (n: number): string => `b3:${blake3Hex(`bytes ${n}`)}`;
const version = (n: number): string => versionId(collection, digest(n));
const subject = (n: number): Subject => ({ kind: 'version', id: version(n) });

const open: RegistryStore[] = [];
function fresh(options: Parameters<typeof testStore>[0] = {}): RegistryStore {
  const store = testStore(options);
  open.push(store);
  return store;
}
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

function setUp(store: RegistryStore): void {
  store.write(MIRA, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
    tx.append({ kind: 'collection.create', body: { collection, project, name: 'mnist-cnn', type: 'model', form: 'artifact' } });
    tx.append({ kind: 'run.start', body: { run, project, key: 'r1', name: 'first run', jobType: 'train', config: { lr: 0.1 } } });
  });
}

function log(store: RegistryStore, n: number): string {
  return store.write(MIRA, (tx) => {
    if (!tx.read.hasVersion(version(n))) tx.append({ kind: 'version', body: { version: version(n), collection, digest: digest(n), bytes: 10, files: 1 } });
    const edge = tx.append({ kind: 'log', body: { version: version(n), collection, run }, observed: tx.read.latestEdges(collection) });
    tx.number(collection, version(n));
    return edge;
  });
}

function moveAlias(store: RegistryStore, alias: string, n: number): void {
  store.write(MIRA, (tx) => tx.append({ kind: 'alias.move', body: { collection, alias, target: version(n), note: 'better' }, observed: tx.read.aliasHeads(collection, alias).map((head) => head.hash) }));
}

function copy(from: RegistryStore, to: RegistryStore): void {
  to.receive([...from.allOps()].map((each) => each.op), from.signedHeads());
}

describe('a store', () => {
  it('numbers, moves latest and badges as versions are logged again', () => {
    const store = fresh();
    setUp(store);
    for (const n of [0, 1, 2]) log(store, n);
    moveAlias(store, 'best', 1);
    expect(store.read.scopePage(`versions:${collection}`, null, 10, '').items.map((item) => (item.kind === 'versions' ? `${item.row.ref} ${item.row.aliases.map((alias) => alias.name).join(',')}` : ''))).toEqual(['mnist-cnn:v2 latest', 'mnist-cnn:v1 best', 'mnist-cnn:v0 ']);
    log(store, 0);
    expect(store.read.resolveText('mnist-cnn', WHERE)).toMatchObject({ version: version(0), alias: 'latest' });
    expect(store.read.version(version(0))).toMatchObject({ number: 0, logged: 2 });
    expect(store.read.collection(collection)).toMatchObject({ versions: 3, aliases: { latest: 'v0', best: 'v1' }, latest: { label: 'v0' } });
    expect(store.read.versionDetail(version(0))).toMatchObject({ config: { lr: 0.1 }, run: { name: 'first run' }, edges: [{ run }, { run }] });
  });

  it('says history in words', () => {
    const store = fresh();
    setUp(store);
    for (const n of [0, 1]) log(store, n);
    moveAlias(store, 'best', 0);
    moveAlias(store, 'best', 1);
    store.write(MIRA, (tx) => {
      tx.append({ kind: 'tag.add', body: { subject: subject(1), tag: 'demo' } });
      tx.append({ kind: 'alias.remove', body: { collection, alias: 'best' }, observed: tx.read.aliasHeads(collection, 'best').map((head) => head.hash) });
      tx.append({ kind: 'collection.rename', body: { collection, name: 'mnist-net' }, observed: tx.read.heads({ kind: 'collection', id: collection }, 'name').map((head) => head.hash) });
    });
    const rows = store.read.history({ limit: 20 }).rows;
    expect(rows.map((row) => row.text)).toEqual([
      'Mira Ovist renamed mnist-cnn to mnist-net',
      'Mira Ovist removed best from v1 of mnist-net',
      'Mira Ovist tagged mnist-net:v1 demo',
      'Mira Ovist moved best from v0 to v1 of mnist-net',
      'Mira Ovist set best to v0 of mnist-net',
      'Mira Ovist logged mnist-net:v1',
      'Mira Ovist logged mnist-net:v0',
      'Mira Ovist started the run first run',
      'Mira Ovist created mnist-cnn (model)',
      'Mira Ovist created the project default',
      'Mira Ovist created the person mira',
    ]);
    expect(rows[3]).toMatchObject({ from: 'v0', to: 'v1', note: 'better', kind: 'alias.move' });
    expect(store.read.history({ subject: collection, alias: 'best' }).rows).toHaveLength(3);
    const first = store.read.history({ limit: 4 });
    expect(store.read.history({ limit: 20, cursor: first.next }).rows.map((row) => row.id)).toEqual(rows.slice(4).map((row) => row.id));
    expect(store.read.resolveText('mnist-cnn:v1', WHERE).version).toBe(version(1));
  });

  it('keeps a version that a delete had not seen logged again', () => {
    const store = fresh();
    const other = fresh({ device: 2 });
    setUp(store);
    log(store, 0);
    log(store, 1);
    copy(store, other);
    store.write(MIRA, (tx) => tx.append({ kind: 'delete', body: { subject: subject(1) }, observed: tx.read.attachments(subject(1)) }));
    expect(store.read.version(version(1))?.deleted).toBe(true);
    expect(store.read.resolveText('mnist-cnn:latest', WHERE).version).toBe(version(0));
    expect(store.read.counts().versions).toBe(1);
    log(other, 1);
    copy(other, store);
    expect(store.read.version(version(1))).toMatchObject({ deleted: false, number: 1 });
    expect(store.read.resolveText('mnist-cnn:latest', WHERE).version).toBe(version(1));
    copy(store, other);
    expect(other.stateHash()).toBe(store.stateHash());
  });

  it('makes the version of the higher op provisional when two devices used one number', () => {
    const store = fresh();
    const other = fresh({ device: 2 });
    setUp(store);
    copy(store, other);
    log(store, 0);
    log(other, 1);
    copy(store, other);
    copy(other, store);
    expect(other.stateHash()).toBe(store.stateHash());
    const labels = [0, 1].map((n) => store.read.version(version(n))?.label);
    expect(new Set(labels)).toEqual(new Set(['v0', 'v1?']));
    expect(store.read.version(version(labels.indexOf('v1?')))).toMatchObject({ number: null, provisional: 'v1?', ref: `mnist-cnn@${digest(labels.indexOf('v1?'))}` });
  });

  it('contests a protected alias with two targets and never an unprotected one', () => {
    const store = fresh();
    const other = fresh({ device: 2 });
    setUp(store);
    log(store, 0);
    log(store, 1);
    copy(store, other);
    for (const alias of ['best', 'production']) {
      moveAlias(store, alias, 0);
      moveAlias(other, alias, 1);
    }
    copy(other, store);
    expect(store.read.collection(collection)?.contested).toEqual(['production']);
    expect(store.read.resolveText('mnist-cnn:production', WHERE).contested).toBe(true);
    moveAlias(store, 'production', 1);
    expect(store.read.resolveText('mnist-cnn:production', WHERE)).toMatchObject({ contested: false, version: version(1) });
  });

  it('queues an intent where this computer does not give the numbers', () => {
    const store = fresh({ home: 's3://bucket' });
    setUp(store);
    log(store, 0);
    log(store, 1);
    expect(store.intents()).toHaveLength(2);
    expect([0, 1].map((n) => store.read.version(version(n))?.provisional)).toEqual(['v0?', 'v1?']);
    store.write(MIRA, (tx) => {
      tx.append({ kind: 'number', body: { collection, version: version(1), number: 0 } });
      tx.dropIntent({ collection, target: version(1) });
    });
    expect(store.intents()).toEqual([{ collection, target: version(0) }]);
    expect([0, 1].map((n) => store.read.version(version(n))?.label)).toEqual(['v1?', 'v0']);
  });

  it('lists links as the versions of a registered model, with numbers of their own', () => {
    const store = fresh();
    setUp(store);
    log(store, 0);
    log(store, 1);
    const models = projectId(entity, 'model-registry');
    const model = collectionId(models, 'digits');
    const link = (n: number): void =>
      store.write(MIRA, (tx) => {
        const id = linkId(model, version(n));
        tx.append({ kind: 'link', body: { link: id, model, version: version(n) }, observed: tx.read.latestEdges(model) });
        tx.number(model, id);
      });
    store.write(MIRA, (tx) => {
      tx.append({ kind: 'project.create', body: { project: models, entity, name: 'model-registry' } });
      tx.append({ kind: 'collection.create', body: { collection: model, project: models, name: 'digits', type: 'model', form: 'registered' } });
    });
    expect(store.read.counts()).toMatchObject({ models: 2, artifacts: 1 });
    link(1);
    link(0);
    expect(store.read.resolveText('digits', WHERE)).toMatchObject({ version: version(0), link: linkId(model, version(0)) });
    expect(store.read.resolveText('digits:v0', WHERE).version).toBe(version(1));
    expect(store.read.scopePage(`versions:${model}`, null, 10, '').items.map((item) => (item.kind === 'versions' ? item.row.ref : ''))).toEqual(['digits:v1', 'digits:v0']);
    store.write(MIRA, (tx) => tx.append({ kind: 'unlink', body: { link: linkId(model, version(0)), model, version: version(0) }, observed: tx.read.attachments({ kind: 'link', id: linkId(model, version(0)) }) }));
    expect(store.read.resolveText('digits', WHERE).version).toBe(version(1));
    expect(store.read.versionDetail(version(1))?.links).toEqual([{ id: linkId(model, version(1)), name: 'digits', label: 'v0', model, ref: 'digits:v0', aliases: [{ name: 'latest', kind: 'auto', contested: false }] }]);
  });

  it('finds by part of a name, a description, a tag and a reference', () => {
    const store = fresh();
    setUp(store);
    log(store, 0);
    store.write(MIRA, (tx) => {
      tx.append({ kind: 'describe', body: { subject: subject(0), field: 'description', value: 'trained on augmented digits' } });
      tx.append({ kind: 'tag.add', body: { subject: subject(0), tag: 'nightly' } });
    });
    const kinds = (text: string): readonly string[] => store.read.search(text, 10).hits.map((hit) => hit.kind);
    expect(kinds('nist')).toEqual(['collection']);
    expect(kinds('ugmente')).toEqual(['version']);
    expect(kinds('night')).toEqual(['version']);
    expect(kinds('mnist-cnn:v0')).toEqual(['version']);
    expect(kinds('first')).toEqual(['run']);
    expect(kinds('mn')).toEqual(['collection']);
    expect(kinds('"; DROP')).toEqual([]);
  });

  it('finds words with capital letters outside ASCII as they are written', () => {
    const store = fresh();
    setUp(store);
    log(store, 0);
    store.write(MIRA, (tx) => {
      tx.append({ kind: 'project.rename', body: { project, name: 'Éclair' }, observed: tx.read.heads({ kind: 'project', id: project }, 'name').map((head) => head.hash) });
      tx.append({ kind: 'run.update', body: { run, set: { name: 'ÉTÉ Run' } }, observed: tx.read.heads({ kind: 'run', id: run }, 'name').map((head) => head.hash) });
      tx.append({ kind: 'describe', body: { subject: subject(0), field: 'description', value: 'Übung one' } });
    });
    const found = (scope: string, query: string): number => store.read.scopePage(scope, null, 10, query).items.length;
    for (const query of ['Éclair', 'ÉCL']) expect(found('projects', query)).toBe(1);
    expect(found('runs', 'ÉTÉ rUN')).toBe(1);
    expect(found(`versions:${collection}`, 'Übung')).toBe(1);
    expect(store.read.search('ÉT', 10).hits.map((hit) => hit.kind)).toEqual(['run']);
  });

  it('names what it looked for, and what is close', () => {
    const store = fresh();
    setUp(store);
    log(store, 0);
    expect(() => store.read.resolveText('mnist', WHERE)).toThrowError(expect.objectContaining({ code: 'not_found', details: { reference: 'mnist', close: ['mnist-cnn'] } }) as Error);
    expect(() => store.read.resolveText('mnist-cnn:v9', WHERE)).toThrowError(/no v9/);
    expect(store.read.resolveText(`mnist-cnn@${digest(0).slice(3, 11)}`, WHERE).version).toBe(version(0));
    expect(store.read.resolveText(version(0), WHERE).version).toBe(version(0));
  });

  it('tells the feed what changed, and asks who fell behind to read anew', () => {
    const store = fresh();
    setUp(store);
    const { epoch } = store;
    const seq = store.changeSeq();
    const hits: number[] = [];
    const stop = store.onCommit(() => hits.push(store.changeSeq()));
    log(store, 0);
    const result = store.changesSince(epoch, seq);
    expect(result.reset).toBe(false);
    const scopes = result.reset ? [] : result.changes.map((change) => change.scope);
    expect(new Set(scopes)).toEqual(new Set([`versions:${collection}`, `version:${version(0)}`, 'collections', 'projects', 'recent', 'runs', `run:${run}`]));
    expect(hits).toEqual([store.changeSeq()]);
    stop();
    expect(store.changesSince('another', seq).reset).toBe(true);
    expect(store.changesSince(epoch, store.changeSeq() + 1).reset).toBe(true);
  });

  it('rolls everything back when the work throws', () => {
    const store = fresh();
    setUp(store);
    const before = { hash: store.stateHash(), ops: store.opCount(), seq: store.changeSeq() };
    expect(() =>
      store.write(MIRA, (tx) => {
        tx.append({ kind: 'tag.add', body: { subject: subject(0), tag: 'x' } });
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect({ hash: store.stateHash(), ops: store.opCount(), seq: store.changeSeq() }).toEqual(before);
  });

  it('refuses a body that is not in the form of its kind', () => {
    const store = fresh();
    expect(() => store.write(MIRA, (tx) => tx.append({ kind: 'tag.add', body: { subject: { kind: 'version', id: '' }, tag: 'x' } }))).toThrowError(expect.objectContaining({ code: 'invalid_input' }) as Error);
    expect(store.opCount()).toBe(0);
  });

  it('folds a clock far ahead without taking it on', () => {
    const ahead = testClock();
    const store = fresh();
    const other = fresh({ device: 2, clock: ahead });
    ahead.add(48 * 3600 * 1000);
    setUp(other);
    copy(other, store);
    log(store, 0);
    const mine = store.opsOf(store.device.id, 0, 10);
    const theirs = other.opsOf(other.device.id, 0, 1)[0];
    expect(mine.every((each) => each.op.hlc < (theirs?.op.hlc ?? ''))).toBe(true);
  });
});

describe('a database file', () => {
  it('of a newer Cairn is refused and left as it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-store-'));
    const file = join(folder, 'main.db');
    const raw = new Database(file);
    raw.exec('CREATE TABLE t(a); PRAGMA user_version = 99999');
    raw.close();
    const before = readFileSync(file);
    expect(() => testStore({ file })).toThrowError(expect.objectContaining({ code: 'newer_version' }) as Error);
    expect(readFileSync(file).equals(before)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('shows a second connection what the first committed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-store-'));
    const file = join(folder, 'main.db');
    const a = testStore({ file });
    const b = testStore({ file });
    expect(b.pollExternal()).toBe(false);
    setUp(a);
    expect(b.pollExternal()).toBe(true);
    expect(b.pollExternal()).toBe(false);
    expect(b.read.counts().runs).toBe(1);
    a.close();
    b.close();
    rmSync(folder, { recursive: true });
  });
});

describe('references', () => {
  it('name this registry by its id or home, and no other', () => {
    const store = fresh();
    setUp(store);
    log(store, 0);
    for (const registry of [store.id, 'computer']) expect(store.read.resolveText(`${registry}::mnist-cnn`, WHERE).version).toBe(version(0));
    expect(() => store.read.resolveText('elsewhere::mnist-cnn', WHERE)).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });

  it('mean the edge that saw all others by latest, whatever their clocks said', () => {
    const clocks = [200, 300, 0].map((days) => testClock(1_780_000_000_000 + days * 86_400_000));
    const stores = clocks.map((clock, index) => fresh({ device: index + 1, clock }));
    const [first, ahead, last] = stores as [RegistryStore, RegistryStore, RegistryStore];
    setUp(first);
    for (const other of [ahead, last]) copy(first, other);
    log(first, 0);
    log(ahead, 1);
    copy(first, last);
    copy(ahead, last);
    log(last, 2);
    for (const store of [first, ahead]) copy(last, store);
    for (const store of stores) expect(store.read.resolveText('mnist-cnn', WHERE).version).toBe(version(2));
  });
});
