// Moving an alias, with the way back: Undo is another move, and history keeps both.
import type { AliasState } from '../../../shared/contract/registry.js';
import type { EngineClient } from '../../api/engine.js';
import type { NamedVersion } from '../../state/dialogs.js';
import { offerUndo } from '../../ui/undoToast.js';

export interface AliasWish {
  readonly act: 'set' | 'remove';
  readonly alias: string;
  /** The collection or model it is an alias of. */
  readonly collection: string;
  /** The version as that collection names it. */
  readonly version: NamedVersion;
  readonly note?: string | undefined;
  /** Why it moves against its policy. */
  readonly override?: string | undefined;
}

/** `entity/project/name:v3`: it goes through the collection, also where that is a model. */
export function refWithin({ entity, project, ref }: Pick<NamedVersion, 'entity' | 'project' | 'ref'>): string {
  return `${entity}/${project}/${ref}`;
}

async function back(engine: EngineClient, wish: AliasWish, before: AliasState | undefined): Promise<void> {
  const { alias, collection, version } = wish;
  if (before?.version) await engine.registry.setAlias({ ref: before.version, alias, within: collection, note: 'taken back' });
  else await engine.registry.removeAlias({ ref: refWithin(version), alias, note: 'taken back' });
}

/** Sets or takes off, and offers Undo where the alias is not protected. */
export async function moveAlias(engine: EngineClient, wish: AliasWish): Promise<void> {
  const { act, alias, collection, version, note, override } = wish;
  const before = (await engine.registry.aliases({ collection })).find((state) => state.alias === alias);
  const given = { alias, ...(note && { note }) };
  const moved = act === 'set' ? await engine.registry.setAlias({ ...given, ...(override && { override }), ref: version.id, within: collection }) : await engine.registry.removeAlias({ ...given, ref: refWithin(version) });
  const guarded = before?.protected ?? (await engine.registry.protectedAliases()).includes(alias);
  if (moved.state === 'unchanged' || guarded) return;
  const words = moved.to === null ? `Took ${alias} off ${moved.from ?? version.label}` : moved.from === null ? `Set ${alias} to ${moved.to}` : `Moved ${alias} from ${moved.from} to ${moved.to}`;
  offerUndo(`${words} of ${moved.name}`, () => back(engine, wish, before));
}
