// Linking versions to a registered model, oldest first so that the last becomes its latest, with the way back where there is one.
import type { EngineClient } from '../../api/engine.js';
import type { NamedVersion } from '../../state/dialogs.js';
import { offerUndo } from '../../ui/undoToast.js';

export interface LinkWish {
  readonly versions: readonly NamedVersion[];
  /** `entity/project/name` of the model, and what to call it. */
  readonly target: string;
  readonly model: string;
  /** Set in the model on the last of them. */
  readonly aliases: readonly string[];
  readonly note: string;
}

/** Undo is offered where it gives back what was: no alias moved, every link new, the model there before. */
export async function linkVersions(engine: EngineClient, { versions, target, model, aliases, note }: LinkWish): Promise<void> {
  const last = versions.at(-1);
  const made: string[] = [];
  let undoable = aliases.length === 0;
  let label = '';
  for (const version of versions) {
    const linked = await engine.registry.link({ ref: version.id, target, aliases: version === last ? [...aliases] : [], ...(note && { note }) });
    undoable &&= linked.isNew && !linked.createdModel;
    label = linked.label;
    made.push(`${linked.model.entity}/${linked.model.project}/${linked.ref}`);
  }
  if (!undoable || !last) return;
  const what = versions.length === 1 ? `${last.name}:${last.label} to ${model} as ${label}` : `${versions.length} versions to ${model}`;
  offerUndo(`Linked ${what}`, async () => {
    for (const ref of [...made].reverse()) await engine.registry.unlink({ ref });
  });
}
