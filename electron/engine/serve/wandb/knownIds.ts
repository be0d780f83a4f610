// Ids that the client was given before a version had its own: kept on this device, so that they go on meaning it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Wandb } from './context.js';
import { valueOfId } from './ids.js';

const draftKey = (draft: string): string => `wandb:artifact:${draft}`;
const clientKey = (client: string): string => `wandb:client:${client}`;
const sameKey = (collection: string, digest: string): string => `wandb:same:${collection}:${digest}`;

/** Remembers what a committed draft was called. */
export function rememberIds({ engine }: Wandb, version: string, known: { readonly draft?: string; readonly clients: readonly string[]; readonly collection: string; readonly digest: string }): void {
  engine.registry.write(engine.actor(), (tx) => {
    if (known.draft !== undefined) tx.setLocal(draftKey(known.draft), version);
    for (const client of known.clients) tx.setLocal(clientKey(client), version);
    tx.setLocal(sameKey(known.collection, known.digest), version);
  });
}

/** The version that holds exactly what the client is about to log, where this device has seen it so. */
export function versionOfSame({ engine }: Wandb, collection: string, digest: string): string | undefined {
  const id = engine.registry.local(sameKey(collection, digest));
  return id !== undefined && engine.registry.read.hasVersion(id) ? id : undefined;
}

/** The version of a client's own id for an artifact; a draft is waited for. */
export async function versionOfClient({ engine, drafts }: Wandb, client: string): Promise<string | undefined> {
  const known = engine.registry.local(clientKey(client));
  return known ?? (await drafts.byClient(client)?.done);
}

/** The version an artifact id means: its own, or that of the draft it was. @throws CairnError not_found */
export async function versionOfArtifact({ engine, drafts }: Wandb, id: unknown): Promise<string> {
  const value = valueOfId('Artifact', id);
  if (engine.registry.read.hasVersion(value)) return value;
  const known = engine.registry.local(draftKey(value)) ?? (await drafts.find(value)?.done);
  if (known === undefined) throw new CairnError('not_found', 'There is no artifact with this id here. It may not have arrived on this device yet.', { id });
  return known;
}
