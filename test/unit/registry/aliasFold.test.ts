// Moves of protected aliases by up to five devices, 10,000 of them, folded by real stores in two random orders with duplicates:
// one state hash, each alias on one version at most, contested exactly when its heads name more than one target.
import { expect, it } from 'vitest';
import { formatHlc } from '../../../electron/engine/domain/hlc.js';
import { collectionId, entityId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { opHash } from '../../../electron/engine/domain/opHash.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { seededDice, shuffled, thing } from '../../support/randomOps.js';
import { SEED } from '../../support/seed.js';
import { TEST_REGISTRY, testStore } from '../../support/testStore.js';

const CASES = Number(process.env['CAIRN_ALIAS_FOLD_CASES'] ?? 10_000);
/** Aliases of one registry: a case is an alias. */
const BATCH = 250;
const TARGETS = 3;

const entity = entityId(TEST_REGISTRY, 'mira');
const project = projectId(entity, 'default');
const collection = collectionId(project, 'cnn');
const run = runId(project, 'r');
const digest = (n: number): string => `b3:${thing('bytes', n)}`;
const version = (n: number): string => versionId(collection, digest(n));

type Dice = ReturnType<typeof seededDice>;

/** Ops in the chains of five devices. */
function writer(): { readonly ops: Op[]; write(device: number, kind: string, body: Op['body'], observed?: readonly string[], ms?: number): string } {
  const ops: Op[] = [];
  const tips = new Map<number, { seq: number; hash: string }>();
  return {
    ops,
    write(device, kind, body, observed = [], ms = 0) {
      const before = tips.get(device);
      const op: Op = { registry: TEST_REGISTRY, device: thing('device', device), seq: before ? before.seq + 1 : 0, prev: before?.hash ?? null, hlc: formatHlc(1_780_000_000_000 + ms, 0), actor: { name: `Actor ${device}` }, at: 1_780_000_000_000 + ms, kind, v: 1, observed: [...observed].sort(), body };
      const hash = opHash(op);
      ops.push(op);
      tips.set(device, { seq: op.seq, hash });
      return hash;
    },
  };
}

interface Move {
  readonly hash: string;
  readonly target: string | null;
  readonly observed: readonly string[];
}

/** One alias: each move observes the heads that have reached its device, or some of them. */
function play(dice: Dice, alias: string, { write }: ReturnType<typeof writer>): readonly Move[] {
  const devices = Array.from({ length: 1 + dice.pick(5) }, () => new Set<string>());
  const moves: Move[] = [];
  for (let n = 1 + dice.pick(8); n > 0; n -= 1) {
    const device = dice.pick(devices.length);
    const known = devices[device] ?? new Set<string>();
    for (const move of moves) if (dice.pick(3) === 0) known.add(move.hash);
    const seen = moves.filter((move) => known.has(move.hash));
    const gone = new Set(seen.flatMap((move) => move.observed));
    const observed = seen.filter((move) => !gone.has(move.hash) && dice.pick(8) > 0).map((move) => move.hash);
    const target = dice.pick(5) === 0 ? null : version(dice.pick(TARGETS));
    const hash = target === null ? write(device, 'alias.remove', { collection, alias }, observed, 100 + dice.pick(50)) : write(device, 'alias.move', { collection, alias, target }, observed, 100 + dice.pick(50));
    moves.push({ hash, target, observed });
    known.add(hash);
  }
  return moves;
}

function ground({ write }: ReturnType<typeof writer>, aliases: readonly string[]): void {
  write(0, 'entity.create', { entity, name: 'mira', form: 'person' });
  write(0, 'project.create', { project, entity, name: 'default' });
  write(0, 'collection.create', { collection, project, name: 'cnn', type: 'model', form: 'artifact' });
  write(0, 'run.start', { run, project, key: 'r', name: 'r', jobType: 'train' });
  for (let n = 0; n < TARGETS; n += 1) {
    write(0, 'version', { version: version(n), collection, digest: digest(n), bytes: 1, files: 1 });
    write(0, 'log', { version: version(n), collection, run });
  }
  write(0, 'setting', { scope: 'registry', key: 'protectedAliases', value: [...aliases] });
}

function folded(ops: readonly Op[], portion: number): RegistryStore {
  const store = testStore();
  for (let n = 0; n < ops.length; n += portion) store.receive(ops.slice(n, n + portion), []);
  return store;
}

function check(seed: number, size: number): void {
  const dice = seededDice(seed);
  const out = writer();
  const aliases = Array.from({ length: size }, (_, n) => `alias-${n}`);
  ground(out, aliases);
  const told = new Map(aliases.map((alias) => [alias, play(dice, alias, out)]));
  const [one, two] = [folded(shuffled(dice, out.ops), 200), folded(shuffled(dice, out.ops), 1 + dice.pick(500))];
  try {
    const why = `CAIRN_SEED=${seed}`;
    expect(one.stateHash(), why).toBe(two.stateHash());
    const contested = new Set(one.read.contestedAliases().map((each) => each.alias));
    const standing = Array.from({ length: TARGETS }, (_, n) => (one.read.version(version(n))?.aliases ?? []).filter((each) => each.kind === 'set'));
    for (const [alias, moves] of told) {
      const gone = new Set(moves.flatMap((move) => move.observed));
      const heads = moves.filter((move) => !gone.has(move.hash));
      const targets = new Set(heads.map((head) => head.target));
      expect(new Set(one.read.aliasHeads(collection, alias).map((head) => head.hash)), `${alias}, ${why}`).toEqual(new Set(heads.map((head) => head.hash)));
      expect(contested.has(alias), `${alias}, ${why}`).toBe(targets.size > 1);
      const on = standing.flatMap((names, n) => (names.some(({ name }) => name === alias) ? [version(n)] : []));
      expect(on.length, `${alias} on ${on.length} versions, ${why}`).toBeLessThanOrEqual(1);
      if (targets.size === 1) expect(on[0] ?? null, `${alias}, ${why}`).toBe(heads[0]?.target);
    }
  } finally {
    one.close();
    two.close();
  }
}

it(`folds ${CASES} histories of an alias in any order to one state (CAIRN_SEED=${SEED})`, () => {
  for (let done = 0; done < CASES; done += BATCH) check(SEED + done, Math.min(BATCH, CASES - done));
}, 240_000);
