// A device of tomorrow: publishes kinds, shapes and bodies that this build does not know, and re-issues ops of others.
import { identityFromSeed, signHead } from '../../electron/engine/domain/chain.js';
import { formatHlc } from '../../electron/engine/domain/hlc.js';
import { opHash } from '../../electron/engine/domain/opHash.js';
import type { Op } from '../../electron/engine/domain/ops.js';
import type { Remote } from '../../electron/engine/remotes/types.js';
import type { StoredOp } from '../../electron/engine/store/readTypes.js';
import { publishDevice } from '../../electron/engine/sync/deviceRecord.js';
import { encodeHead } from '../../electron/engine/sync/headObject.js';
import { headKey } from '../../electron/engine/sync/keys.js';
import { encodeSegment } from '../../electron/engine/sync/segment.js';
import type { Dice } from './actions.js';

export interface Stranger {
  readonly hashes: readonly string[];
  /** Publishes one more op. `seen` are ops it may re-issue. */
  speak(remote: Remote, dice: Dice, seen: readonly StoredOp[]): Promise<void>;
}

const BODIES: readonly Pick<Op, 'kind' | 'v' | 'body'>[] = [
  { kind: 'of.tomorrow', v: 7, body: { '\u{1f600}': [1e21, null] } },
  { kind: 'setting', v: 2, body: { scope: 'registry', key: 'a', value: 'a shape of tomorrow' } },
  { kind: 'describe', v: 1, body: { subject: 'not in form', value: 1 } },
  { kind: 'setting', v: 1, body: { scope: 'registry', key: 'a', value: 'by the stranger' } },
];

const device = identityFromSeed(new Uint8Array(32).fill(99));

export function createStranger(registry: string): Stranger {
  const ops: { readonly op: Op; readonly hash: string }[] = [];
  const add = (part: Pick<Op, 'kind' | 'v' | 'body'> & Partial<Op>, ms: number): { readonly op: Op; readonly hash: string } => {
    const before = ops[ops.length - 1];
    const op: Op = { registry, device: device.id, seq: ops.length, prev: before?.hash ?? null, hlc: formatHlc(ms, ops.length), actor: { name: 'stranger' }, at: ms, observed: [], ...part };
    const made = { op, hash: opHash(op) };
    ops.push(made);
    return made;
  };
  return {
    get hashes() {
      return ops.map(({ hash }) => hash);
    },
    async speak(remote, dice, seen) {
      const ms = 1_700_000_000_000 + (dice[0] - 10) * 40_000_000_000;
      const from = ops.length;
      if (from === 0) {
        await publishDevice(remote, device);
        add({ kind: 'device', v: 1, body: { device: device.id, key: device.publicKey, name: 'stranger' } }, ms);
      }
      const source = seen[dice[2] % Math.max(1, seen.length)];
      const again = dice[1] % 3 === 0 && source && source.op.kind !== 'device' && source.op.replaces === undefined ? source : undefined;
      if (again) add({ kind: again.op.kind, v: again.op.v, body: again.op.body, observed: again.op.observed, replaces: again.hash }, ms);
      else add(BODIES[dice[1] % BODIES.length] ?? { kind: 'x', v: 1, body: {} }, ms);
      const news = ops.slice(from);
      const last = news[news.length - 1];
      if (!last) return;
      const head = signHead(device, registry, last.op.seq, last.hash);
      const { key, body } = encodeSegment(news.map(({ op }) => op), head);
      await remote.putIfAbsent(key, body);
      await remote.put(headKey(device.id), encodeHead(head, [last.hash], '0'.repeat(64), []));
    },
  };
}
