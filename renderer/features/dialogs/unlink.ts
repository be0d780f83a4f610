// Taking a version out of a registered model, with the way back.
import type { EngineClient } from '../../api/engine.js';
import type { NamedLink } from '../../state/dialogs.js';
import { offerUndo } from '../../ui/undoToast.js';

/** Takes the link and the unprotected aliases on it away, and offers to bring both back. `latest`: it was the model's latest. */
export async function unlink(engine: EngineClient, link: NamedLink, latest: boolean, note?: string): Promise<void> {
  await engine.registry.unlink({ ref: link.ref, force: link.aliases.length > 0, ...(note && { note }) });
  const back = latest ? '' : '. Undo brings it back as the latest';
  const target = link.ref.slice(0, link.ref.lastIndexOf(link.ref.includes('@b3:') ? '@' : ':'));
  offerUndo(`Unlinked ${link.label} of ${link.model}${back}`, () => engine.registry.link({ ref: link.version, target, aliases: [...link.aliases] }));
}
