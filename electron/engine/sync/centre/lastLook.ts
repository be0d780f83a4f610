// What a look at a remote (verifying it) found missing or damaged there and could not mend: kept beside the registry, and told until a
// later look finds it whole.
import { z } from 'zod';
import type { Actor } from '../../../../shared/contract/primitives.js';
import type { StorageFinding } from '../../../../shared/contract/storage.js';
import type { SyncItem } from '../../../../shared/contract/sync.js';
import type { RegistryStore } from '../../store/types.js';
import { lastRemote } from '../marks.js';

const Standing = z.object({
  id: z.string(),
  problem: z.enum(['missing', 'damaged']),
  what: z.string(),
  device: z.string().nullable(),
  cause: z.string(),
  next: z.string(),
  at: z.number(),
  /** Whether it is whole is seen by reading every byte alone. */
  bytes: z.boolean().default(true),
});
type Standing = z.infer<typeof Standing>;
const LastLook = z.object({
  /** Hash of the remote's config. */
  remote: z.string(),
  standing: z.array(Standing).readonly(),
});
type LastLook = z.infer<typeof LastLook>;

export interface Look {
  /** Hash of the remote's config. */
  readonly remote: string;
  readonly at: number;
  /** Not some versions alone. */
  readonly whole: boolean;
  /** Every byte was read, else it was enough that it is there. */
  readonly deep: boolean;
  /** Of what somebody needs. */
  readonly findings: readonly (StorageFinding & Pick<Standing, 'bytes'>)[];
}

const KEY = 'sync/look';
const NOTHING: LastLook = { remote: '', standing: [] };
/** Things that are told one by one. */
const MOST = 200;

function readLastLook(store: RegistryStore): LastLook {
  const read = LastLook.safeParse(JSON.parse(store.local(KEY) ?? 'null'));
  return read.success ? read.data : NOTHING;
}

/** What was found before stays where this look could not have seen it. */
export function noteLook(store: RegistryStore, actor: Actor, { remote, at, whole, deep, findings }: Look): void {
  const before = readLastLook(store);
  const seen = new Set(findings.map(({ id }) => id));
  const stays = before.remote === remote ? before.standing.filter((each) => !seen.has(each.id) && (!whole || (each.problem === 'damaged' && each.bytes && !deep))) : [];
  const news = findings.flatMap(({ healed, id, bytes, problem, what, device, cause, next }) => (healed ? [] : [{ id, bytes, problem, what, device, cause, next: next ?? '', at }]));
  const standing = [...stays, ...news].slice(0, MOST);
  if (standing.length + before.standing.length > 0) store.write(actor, (tx) => tx.setLocal(KEY, JSON.stringify({ remote, standing } satisfies LastLook)));
}

/** Those that still stand in the remote that the registry was synced with last. */
export function lookItems(store: RegistryStore): SyncItem[] {
  const { remote, standing } = readLastLook(store);
  if (remote !== lastRemote(store)) return [];
  return standing.map(({ id, bytes: _bytes, problem, cause, ...rest }) => ({ ...rest, id: `${store.id}/look/${id}`, kind: problem, registry: store.id, cause: `${cause} It is told until all of the remote was looked at again and it is whole.`, alias: null }));
}
