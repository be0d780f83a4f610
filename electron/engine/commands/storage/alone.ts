// What registries without a remote here need: no remote has it for them, whatever one has for another registry. What of them moved into
// a registry with a remote is that one's to keep.
import type { Digest } from '../../../../shared/contract/primitives.js';
import { textsIn } from '../../domain/textsIn.js';
import type { RegistryStore } from '../../store/types.js';
import { loneBlobsOf } from '../../sync/bytes/lone.js';
import type { EngineContext } from '../context.js';
import { createNeeds, withRemote } from './roots.js';

type Engine = Pick<EngineContext, 'registries' | 'cache' | 'ports' | 'remotes' | 'clockWatch'>;

/** What the log of a registry says, as far as it was read. */
interface Reading {
  count: number;
  /** Blobs that operations name by themselves. */
  readonly lone: Set<Digest>;
  /** Of each entity that went to another registry, where to, and how many ops came before. */
  readonly moves: Map<unknown, { readonly at: number; readonly to: unknown }>;
  /** Whatever ops name since the first of these moves, with how many came before the last one that names it. */
  readonly named: Map<string, number>;
}

function readOn(store: RegistryStore, reading: Reading): void {
  const { lone, moves, named } = reading;
  for (const { op } of store.opsSince(reading.count)) {
    for (const blob of loneBlobsOf([op])) lone.add(blob);
    if (op.kind === 'entity.move') moves.set(op.body['entity'], { at: reading.count, to: op.body['to'] });
    else if (moves.size > 0) for (const text of textsIn(op.body)) named.set(text, reading.count);
    reading.count += 1;
  }
}

/** True when the version stands in a registry with a remote, and nothing was said of it in its old one since it went there. */
function hasMoved({ read }: RegistryStore, { moves, named }: Reading, shared: readonly RegistryStore[], id: string): boolean {
  const version = read.version(id);
  // What is deleted does not move.
  const move = version && !version.deleted ? moves.get(read.projectOf(version.collection)?.entity) : undefined;
  if (!version || !move || (named.get(id) ?? 0) > move.at) return false;
  return shared.some((store) => store.id === move.to && store.read.versionsByDigest(version.digest).length > 0);
}

/**
 * Asked at any time, says of blobs which of them such a registry needs: by a version, whose reference it tells, or by an operation that
 * names it by itself.
 */
export function createAloneLook(engine: Engine): (blobs: readonly Digest[]) => Map<Digest, string | undefined> {
  const needs = createNeeds(engine);
  const readings = new Map<RegistryStore, Reading>();
  return (blobs) => {
    const found = new Map<Digest, string | undefined>();
    const shared = withRemote(engine);
    for (const store of blobs.length === 0 ? [] : engine.registries.filter((each) => !shared.includes(each))) {
      const reading = readings.get(store) ?? { count: 0, lone: new Set(), moves: new Map(), named: new Map() };
      readings.set(store, reading);
      readOn(store, reading);
      for (const blob of blobs) {
        const version = needs(store, blob).find((id) => !hasMoved(store, reading, shared, id));
        if (version !== undefined) found.set(blob, store.read.version(version)?.ref);
        else if (reading.lone.has(blob) && !found.has(blob)) found.set(blob, undefined);
      }
    }
    return found;
  };
}
