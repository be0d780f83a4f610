// Mends the objects of one manifest: every file it names is carried by one that is whole, and none is left that is damaged.
import type { Op } from '../../domain/ops.js';
import { listFor, type Carried } from '../bytes/lists.js';
import { blobsOf, carriedBy, readManifestObjects } from '../manifests.js';
import type { HealContext, RemoteLack } from './types.js';

interface Looked {
  readonly found: boolean;
  /** Keys of objects whose bytes are not those that belong there. */
  readonly broken: readonly string[];
  readonly carried: Carried;
  /** Blobs of which no object says how they lie there. */
  readonly unlisted: readonly string[];
}

async function look({ party, remote, lanes, signal }: HealContext, version: string, digest: string): Promise<Looked> {
  const { found, findings } = await lanes.run({ signal }, () => readManifestObjects(remote, digest, false, signal));
  const carried = carriedBy(found);
  const files = found[0] ? blobsOf(found[0].manifest) : party.store.read.versionBlobs([version]).map(({ blob, bytes }) => ({ digest: blob, bytes }));
  const unlisted = files.filter(({ digest: blob, bytes }) => bytes > 0 && !carried.has(blob) && listFor(blob, bytes, undefined) === undefined);
  return { found: found.length > 0, broken: findings.flatMap(({ key, reason }) => (reason === 'bad_digest' ? [key] : [])), carried, unlisted: unlisted.map(({ digest: blob }) => blob) };
}

/**
 * A damaged object that cannot be made again is removed once another carries everything; before that it is no less readable than none,
 * and said to be damaged.
 * @param op one that names the manifest
 * @returns how its blobs lie in the remote now, and what was wrong
 */
export async function healManifest(context: HealContext, op: Op): Promise<{ readonly carried: Carried; readonly lacks: readonly RemoteLack[] }> {
  const { party, remote, carrier, signal } = context;
  const [version, digest] = [String(op.body['version']), String(op.body['digest'])];
  const before = await look(context, version, digest);
  if (before.found && before.broken.length === 0 && before.unlisted.length === 0) return { carried: before.carried, lacks: [] };
  let after = before;
  if (remote.capabilities.writable && party.store.read.manifest(digest) !== undefined) {
    remote.overwrite(before.broken);
    await carrier.carry([op], signal);
    after = await look(context, version, digest);
  }
  if (remote.capabilities.writable && after.found && after.unlisted.length === 0) {
    for (const key of after.broken) await remote.delete(key, signal);
    after = { ...after, broken: [] };
  }
  const lacks: RemoteLack[] = [...new Set([...(before.found ? before.unlisted : []), ...after.unlisted])].map((blob) => ({ id: blob, what: 'list', problem: 'missing', healed: !after.unlisted.includes(blob) }));
  if (!before.found || before.broken.length > 0) lacks.push({ id: digest, what: 'manifest', problem: before.broken.length > 0 ? 'damaged' : 'missing', healed: after.found && after.broken.length === 0 });
  return { carried: after.carried, lacks };
}
