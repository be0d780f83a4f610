// A few replicas, one memory remote and a script: what happens in one case of the simulation.
import { CairnError } from '../../shared/contract/errors.js';
import { identityFromSeed, type DeviceIdentity } from '../../electron/engine/domain/chain.js';
import type { FoldRules } from '../../electron/engine/domain/fold.js';
import { OP_KINDS, type OpKind } from '../../electron/engine/domain/ops.js';
import { createMemoryRemote } from '../../electron/engine/remotes/memory.js';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { withFaults, type Fault } from '../../electron/engine/remotes/wrap/faults.js';
import { openRegistryStore } from '../../electron/engine/store/registryStore.js';
import type { StoredOp } from '../../electron/engine/store/readTypes.js';
import type { WriteTx } from '../../electron/engine/store/types.js';
import { syncOnce } from '../../electron/engine/sync/syncOnce.js';
import type { SyncParty, SyncReport } from '../../electron/engine/sync/types.js';
import { fc } from '../support/fastCheck.js';
import { ACTIONS, type Dice } from './actions.js';
import { knowledge } from './know.js';
import { createStranger, type Stranger } from './stranger.js';
import { seededRandom } from '../../shared/util/seededRandom.js';

export const REGISTRY = 'r-simulated';

export type Step =
  | { readonly do: 'write'; readonly who: number; readonly kind: OpKind; readonly dice: Dice }
  | { readonly do: 'sync'; readonly who: number }
  /** Hands ops over directly, shuffled and some of them twice. */
  | { readonly do: 'deliver'; readonly who: number; readonly to: number; readonly dice: Dice }
  | { readonly do: 'clock'; readonly who: number; readonly days: number }
  | { readonly do: 'stranger'; readonly dice: Dice };

export interface Script {
  readonly replicas: number;
  /** The last replica runs under the identity of the first, as a cloned disk does. */
  readonly cloned: boolean;
  /** One in so many requests fails; 0 for none. */
  readonly faults: number;
  readonly seed: number;
  readonly steps: readonly Step[];
}

const die = fc.nat(20);
const dice: fc.Arbitrary<Dice> = fc.tuple(die, die, die, die);
const who = fc.nat(2);
const step = fc.oneof(
  { weight: 16, arbitrary: fc.record({ do: fc.constant('write' as const), who, kind: fc.constantFrom(...OP_KINDS), dice }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('write' as const), who, kind: fc.constantFrom<OpKind>('version', 'log', 'alias.move', 'describe', 'delete', 'link', 'collection.rename', 'run.update'), dice }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sync' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), who, to: who, dice }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clock' as const), who, days: fc.integer({ min: -1500, max: 1500 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('stranger' as const), dice }) },
);

/** The things that most ops are about, so that short scripts reach them. */
const opening: readonly OpKind[] = ['entity.create', 'project.create', 'collection.create', 'collection.create', 'run.start', 'version', 'link'];

export const script: fc.Arbitrary<Script> = fc.record({
  replicas: fc.constantFrom(2, 2, 3),
  cloned: fc.constantFrom(false, false, true),
  faults: fc.constantFrom(0, 0, 0, 3, 8),
  seed: fc.nat(),
  steps: fc.array(step, { minLength: 4, maxLength: 26, size: 'max' }),
});

export interface Replica extends SyncParty {
  readonly skew: { days: number };
}

export interface World {
  readonly replicas: readonly Replica[];
  readonly remote: Remote;
  readonly stranger: Stranger;
  /** Hashes of everything that was ever acknowledged to a writer. */
  readonly written: ReadonlySet<string>;
  close(): void;
}

const DEVICES = [1, 2, 3].map((byte) => identityFromSeed(new Uint8Array(32).fill(byte)));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function createReplica(index: number, identity: number, time: { ms: number }, random: () => number, rules: FoldRules | undefined): Replica {
  const skew = { days: 0 };
  const clock = { now: () => time.ms + skew.days * 86_400_000 };
  const bytes = { bytes: (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256)) };
  const device = DEVICES[identity] as DeviceIdentity;
  const store = openRegistryStore({ file: ':memory:', id: REGISTRY, home: 'memory:', clock, random: bytes, logger: quiet, device, deviceName: `device ${index}`, ...(rules ? { rules } : {}) });
  return { store, actor: { name: `actor ${index}` }, clock, random: bytes, skew };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

function write(replica: Replica, kind: OpKind, dice: Dice, written: Set<string>): void {
  const { store, actor } = replica;
  const know = knowledge([...store.allOps()]);
  const hashes = store.write(actor, (tx) => {
    const made: string[] = [];
    const append: WriteTx['append'] = (draft) => {
      const hash = tx.append(draft);
      made.push(hash);
      return hash;
    };
    ACTIONS[kind]({ registry: REGISTRY, know, dice, tx: { ...tx, append } });
    return made;
  });
  for (const hash of hashes) written.add(hash);
}

function deliver(from: Replica, to: Replica, dice: Dice, random: () => number): void {
  const ops: StoredOp[] = shuffled([...from.store.allOps()], random).filter((_, i) => dice[0] > 12 || (i + dice[1]) % 3 !== 0);
  const doubled = dice[2] % 2 ? [...ops, ...ops.slice(0, 3)] : ops;
  const half = Math.floor(doubled.length / 2);
  for (const part of [doubled.slice(0, half), doubled.slice(half)]) to.store.receive(part.map(({ op }) => op), from.store.signedHeads());
}

async function trySync(replica: Replica, remote: Remote): Promise<SyncReport | undefined> {
  try {
    return await syncOnce(replica, remote);
  } catch (error) {
    if (error instanceof CairnError && error.code === 'offline') return undefined;
    throw error;
  }
}

/** Plays a script, then syncs without faults until nothing moves any more. */
export async function play(given: Script, rules?: FoldRules): Promise<World> {
  const random = seededRandom(given.seed);
  const time = { ms: 1_700_000_000_000 };
  const remote = createMemoryRemote();
  const stranger = createStranger(REGISTRY);
  const count = given.replicas;
  const replicas = Array.from({ length: count }, (_, i) => createReplica(i, given.cloned && i === count - 1 ? 0 : i, time, random, rules));
  const written = new Set<string>();
  const world: World = { replicas, remote, stranger, written, close: () => replicas.forEach(({ store }) => store.close()) };
  const faults: readonly Fault[] = ['drop', 'loseReply', 'duplicate', 'stale'];
  const faulty = given.faults === 0 ? remote : withFaults(remote, () => (random() * given.faults < 1 ? (faults[Math.floor(random() * faults.length)] ?? 'none') : 'none'));
  const at = (n: number): Replica => replicas[n % count] as Replica;
  try {
    const [first] = replicas;
    if (first) for (const [i, kind] of opening.entries()) write(first, kind, [i, i, kind === 'collection.create' ? i % 3 : i, 1], written);
    for (const step of given.steps) {
      time.ms += 1000;
      if (step.do === 'write') write(at(step.who), step.kind, step.dice, written);
      else if (step.do === 'sync') await trySync(at(step.who), faulty);
      else if (step.do === 'deliver') deliver(at(step.who), at(step.to), step.dice, random);
      else if (step.do === 'clock') at(step.who).skew.days = step.days;
      else await stranger.speak(remote, step.dice, [...at(0).store.allOps()]);
    }
    for (let round = 0, moved = true; moved; round += 1) {
      if (round > 40) throw new Error('The replicas were still exchanging news after 40 rounds');
      moved = false;
      for (const replica of replicas) {
        const { sent, received, numbered, manifests } = await syncOnce(replica, remote);
        moved ||= sent + received + numbered + manifests > 0;
      }
    }
    return world;
  } catch (error) {
    world.close();
    throw error;
  }
}
