// A version of another tool's registered model becomes a link here, with its aliases, once.
import type { ImportModel } from '../../importers/types.js';
import type { Subject } from '../../domain/ops.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { linkVersion } from '../registry/links.js';
import { writeField } from '../registry/models.js';

function tagAll(tx: WriteTx, subject: Subject, tags: readonly string[]): void {
  for (const tag of new Set(tags)) if (tx.read.tagHeads(subject, tag).length === 0) tx.append({ kind: 'tag.add', body: { subject, tag } });
}

/** Whether the link is new. One that was made before, also one taken back since, is left as people have it. @throws CairnError policy_blocked, name_taken */
export function linkImported(engine: EngineContext, model: ImportModel, version: string, { label, description, tags }: ImportModel['versions'][number], aliases: readonly string[]): boolean {
  const { read } = engine.registry;
  const known = read.versionDetail(version)?.links.some((link) => link.name === model.name) === true;
  if (known) return false;
  // What is imported stays the importer's: a model of the same name that somebody else has is another.
  const own = { ...engine, where: () => ({ ...engine.where(), elsewhere: false }) };
  return engine.registry.write(engine.actor(), (tx) => {
    const made = linkVersion(tx, own, version, `version ${label} of ${model.name}`, { target: model.name, aliases: [], note: `imported as version ${label}` });
    const link = tx.read.link(made.link);
    if (link && made.createdModel) tagAll(tx, { kind: 'collection', id: link.model }, model.tags);
    if (made.isNew) tagAll(tx, { kind: 'version', id: version }, tags);
    if (made.isNew && description !== '' && tx.read.heads({ kind: 'version', id: version }, 'description').length === 0) writeField(tx, { kind: 'version', id: version }, 'description', description.slice(0, 100_000));
    if (link && made.createdModel && model.description !== '') writeField(tx, { kind: 'collection', id: link.model }, 'card', model.description.slice(0, 100_000));
    if (made.isNew && aliases.length > 0) linkVersion(tx, own, version, `version ${label} of ${model.name}`, { target: model.name, aliases, note: `imported as version ${label}` });
    return made.isNew;
  });
}
