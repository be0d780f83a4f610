// What has to hold once everybody has heard everything. Throws with the first difference found.
import { expect } from 'vitest';
import { knowledge, type Know } from './know.js';
import { readOps, type Oracle } from './oracle.js';
import type { Replica, World } from './world.js';

/** Every replica shows what the naive reading of the same ops shows. */
function checkShown({ store }: Replica, oracle: Oracle, know: Know): void {
  const { read } = store;
  for (const { id, collection } of know.versions) {
    const row = read.version(id);
    if (!row) continue;
    expect({ id, number: row.number, deleted: row.deleted, tags: [...row.tags].sort(), description: row.description, logged: row.logged }).toEqual({
      id,
      number: oracle.numberOf(collection, id) ?? null,
      deleted: oracle.isDeleted('version', id),
      tags: Object.keys(oracle.under(`tag/version/${id}/`)).sort(),
      description: oracle.shown(`text/version/${id}/description`) ?? '',
      logged: oracle.logged(id),
    });
  }
  for (const id of [...know.collections, ...know.models]) {
    expect({ id, latest: read.latestEdges(id)[0] }).toEqual({ id, latest: oracle.latest(id) });
    const row = read.collection(id);
    if (row) expect({ id, name: row.name, type: row.type, form: row.form, tags: [...row.tags].sort() }).toEqual({ id, name: oracle.shown(`collection/${id}/name`), type: oracle.shown(`collection/${id}/type`), form: oracle.shown(`collection/${id}/form`), tags: Object.keys(oracle.under(`tag/collection/${id}/`)).sort() });
    for (const alias of ['production', 'best', 'Staging']) {
      expect(read.aliasHeads(id, alias).map(({ hash, target }) => ({ hash, target }))).toEqual(oracle.heads(`alias/${id}/${alias}`).map(({ id: hash, value }) => ({ hash, target: value })));
    }
  }
  for (const id of know.runs) {
    const row = read.run(id);
    if (row) expect({ id, name: row.name, state: row.state, config: row.config }).toEqual({ id, name: oracle.shown(`run/${id}/name`), state: oracle.shown(`run/${id}/state`) ?? 'running', config: oracle.under(`run/${id}/config.`) });
  }
  for (const key of ['a', 'protectedAliases']) expect({ key, value: read.setting('registry', key) }).toEqual({ key, value: oracle.shown(`setting/registry/${key}`) });
}

/** In a collection no number belongs to two, and nothing that asked for one is without. */
function checkNumbers({ store }: Replica, know: Know): void {
  expect(store.intents()).toEqual([]);
  const holders = new Map<string, string>();
  for (const [collection, target] of [...know.versions.map(({ id, collection }) => [collection, id] as const), ...know.links.map(({ link, model }) => [model, link] as const)]) {
    const number = store.read.numberOf(collection, target);
    if (number === undefined) continue;
    expect(holders.get(`${collection} v${number}`) ?? target).toBe(target);
    holders.set(`${collection} v${number}`, target);
  }
}

/** @param refold also folds the whole log anew, which must end in the same state */
export function checkWorld({ replicas, stranger, written }: World, refold: boolean): void {
  const [first] = replicas;
  if (!first) return;
  const ops = [...first.store.allOps()];
  const oracle = readOps(ops);
  const know = knowledge(ops);
  const state = first.store.stateHash();
  for (const replica of replicas) {
    const { store } = replica;
    for (const hash of [...written, ...stranger.hashes]) if (!store.hasOp(hash)) throw new Error(`Op ${hash} was lost`);
    expect(store.opCount()).toBe(ops.length);
    expect(store.stateHash()).toBe(state);
    for (const { op } of ops) if (op.kind === 'version') expect(store.read.manifest(op.body['digest'] as string)).toBeDefined();
    checkNumbers(replica, know);
    checkShown(replica, oracle, know);
  }
  if (refold) expect(first.store.refoldedStateHash()).toBe(state);
}
