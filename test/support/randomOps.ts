// Random op sets over a few things, of every kind, with forks, re-issues, unknown kinds and bodies nobody can read.
import { blake3Hex } from '../../electron/engine/domain/blake3.js';
import { formatHlc } from '../../electron/engine/domain/hlc.js';
import { linkId, versionId } from '../../electron/engine/domain/ids.js';
import { opHash } from '../../electron/engine/domain/opHash.js';
import { OP_KINDS, type Op } from '../../electron/engine/domain/ops.js';
import { fc } from './fastCheck.js';
import { TEST_REGISTRY } from './testStore.js';

export const thing = (kind: string, n: number): string => blake3Hex(`${kind} ${n}`);
const digest = (n: number): string => `b3:${thing('digest', n)}`;

interface Dice {
  /** 0 <= result < below */
  pick(below: number): number;
}

const SUBJECTS = ['entity', 'project', 'collection', 'version', 'run', 'link', 'registry'] as const;

/** A version belongs to one collection for good, and its id says which bytes it is. */
const versionOf = (n: number): { version: string; collection: string; digest: string } => {
  const collection = thing('collection', n % 2);
  return { version: versionId(collection, digest(n)), collection, digest: digest(n) };
};

function subject(dice: Dice): Op['body'] {
  const kind = dice.pick(2) === 0 ? 'version' : (SUBJECTS[dice.pick(SUBJECTS.length)] ?? 'version');
  const n = dice.pick(3);
  return { kind, id: kind === 'version' ? versionOf(n).version : thing(kind, n) };
}

export function bodyOf(kind: string, dice: Dice, hashes: readonly string[]): Op['body'] {
  const name = `name ${dice.pick(3)}`;
  const { version, collection, digest: bytes } = versionOf(dice.pick(4));
  const run = thing('run', dice.pick(2));
  const value = dice.pick(4);
  const model = thing('collection', 9);
  const link = { link: linkId(model, version), model, version };
  const alias = { collection, alias: dice.pick(2) === 0 ? 'best' : 'production' };
  switch (kind) {
    case 'entity.create': return { entity: thing('entity', dice.pick(2)), name, form: dice.pick(2) === 0 ? 'person' : 'team' };
    case 'entity.rename': return { entity: thing('entity', dice.pick(2)), name };
    case 'entity.move': return { entity: thing('entity', dice.pick(2)), to: name };
    case 'project.create': return { project: thing('project', dice.pick(2)), entity: thing('entity', dice.pick(2)), name };
    case 'project.rename': return { project: thing('project', dice.pick(2)), name };
    case 'project.move': return { project: thing('project', dice.pick(2)), entity: thing('entity', dice.pick(2)) };
    case 'collection.create': return { collection, project: thing('project', dice.pick(2)), name, type: dice.pick(2) === 0 ? 'model' : 'dataset', form: 'artifact' };
    case 'collection.rename': return { collection, name };
    case 'collection.move': return { collection, project: thing('project', dice.pick(2)) };
    case 'run.start': return { run, project: thing('project', dice.pick(2)), key: `key ${value}`, name, jobType: 'train', config: { lr: value, epochs: dice.pick(3) }, ...(dice.pick(3) === 0 ? { began: dice.pick(2) === 0 ? null : 1_600_000_000_000 + value } : {}) };
    case 'run.update': return { run, set: { 'config.lr': value, 'summary.loss': dice.pick(9), [dice.pick(2) === 0 ? 'notes' : 'name']: name } };
    case 'run.resume': return { run };
    case 'run.finish': return { run, state: dice.pick(2) === 0 ? 'finished' : 'failed', ...(dice.pick(3) === 0 ? { ended: 1_600_000_100_000 + value } : {}) };
    case 'version': return { version: dice.pick(8) === 0 ? thing('forged', value) : version, collection, digest: bytes, bytes: value, files: 1 };
    case 'log': return { version, collection, run, ...(dice.pick(3) === 0 ? { historyRows: { w: value }, given: { acc: value } } : {}) };
    case 'use': return { run, version, collection };
    case 'number': return { collection, version, number: dice.pick(4) };
    case 'link': return link;
    case 'unlink': return link;
    case 'alias.move': return { ...alias, target: version };
    case 'alias.remove': return alias;
    case 'tag.add': return { subject: subject(dice), tag: `tag ${dice.pick(2)}` };
    case 'tag.remove': return { subject: subject(dice), tag: `tag ${dice.pick(2)}` };
    case 'describe': return { subject: subject(dice), field: dice.pick(2) === 0 ? 'description' : 'metadata', value: { text: value } };
    case 'delete': return { subject: subject(dice) };
    case 'restore': return { subject: subject(dice) };
    case 'history.part': return { run, writer: 'w', from: value, to: value + 1 + dice.pick(6), blob: digest(dice.pick(4)) };
    case 'metrics': return { edge: hashes[dice.pick(Math.max(1, hashes.length))] ?? thing('edge', 0), version, values: { loss: value } };
    case 'facts': return { blob: digest(0), parser: 'p', parserVersion: 1 + dice.pick(3), facts: digest(value), ...(dice.pick(2) === 0 ? { brief: { format: 'f', parameters: dice.pick(9), dtypes: ['F32'], safety: (['clean', 'unknown', 'suspicious', 'dangerous'] as const)[dice.pick(4)] ?? 'unknown' } } : {}) };
    case 'signature': return { version, collection: alias.collection, bundle: digest(value), ...(dice.pick(2) === 0 ? { publicKey: `key ${dice.pick(2)}` } : {}) };
    case 'setting': return { scope: 'registry', key: dice.pick(2) === 0 ? 'protectedAliases' : 'other', value: dice.pick(2) === 0 ? ['best'] : ['production'] };
    case 'role': return { role: 'numbering', epoch: value, device: name };
    case 'device': return { device: thing('device', value), key: thing('key', value), name };
    case 'device.remove': return { device: thing('device', value), lastSeq: value };
    case 'policy': return { policy: 'p', value };
    case 'report': return { report: 'r', field: 'title', value };
    case 'view': return { view: 'v', value };
    default: return { anything: value };
  }
}

const KINDS: readonly string[] = [...OP_KINDS, 'later.kind', 'log', 'log', 'version', 'alias.move', 'describe', 'tag.remove', 'delete', 'restore'];

/** An op set as devices would have made it: each op observes some of the ops before it. `dice` decides all. */
export function randomOps(dice: Dice, count: number): readonly Op[] {
  const ops: Op[] = [];
  const hashes: string[] = [];
  const tips = new Map<string, { seq: number; hash: string }>();
  for (let n = 0; n < count; n += 1) {
    const device = thing('device', dice.pick(3));
    const kind = KINDS[dice.pick(KINDS.length)] ?? 'log';
    const before = dice.pick(12) === 0 ? undefined : tips.get(device);
    // Same family and random others: what an op replaces, and what it has no business to.
    const observed = hashes.filter((_, index) => (ops[index]?.kind.split('.')[0] === kind.split('.')[0] ? dice.pick(2) === 0 : kind === 'delete' ? dice.pick(2) === 0 : dice.pick(20) === 0));
    const op: Op = {
      registry: TEST_REGISTRY,
      device,
      seq: before ? before.seq + 1 : 0,
      prev: before ? before.hash : null,
      hlc: formatHlc(1_780_000_000_000 + dice.pick(20), dice.pick(3)),
      actor: { name: `Actor ${dice.pick(2)}` },
      at: 1_780_000_000_000 + n,
      kind,
      v: dice.pick(40) === 0 ? 2 : 1,
      observed: [...observed].sort(),
      body: dice.pick(40) === 0 ? { broken: true } : bodyOf(kind, dice, hashes),
    };
    const source = dice.pick(12) === 0 ? ops[dice.pick(Math.max(1, ops.length))] : undefined;
    const made: Op = source ? { ...op, kind: source.kind, v: source.v, body: source.body, observed: source.observed, replaces: opHash(source) } : op;
    const hash = opHash(made);
    if (hashes.includes(hash)) continue;
    ops.push(made);
    hashes.push(hash);
    tips.set(device, { seq: made.seq, hash });
  }
  return ops;
}

/** Dice from a seed: a linear congruential generator. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return {
    pick: (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    },
  };
}

export const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** The ops in another order, some twice. */
export function shuffled<T>(dice: Dice, items: readonly T[]): readonly T[] {
  const out = [...items, ...items.filter(() => dice.pick(5) === 0)];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = dice.pick(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
