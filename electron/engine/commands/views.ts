// views.*: saved queries, which are asked anew whenever they are looked at.
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import { Id, type JsonObject } from '../../../shared/contract/primitives.js';
import { QueryTarget, type SavedView } from '../../../shared/contract/query.js';
import { foldName } from '../domain/foldName.js';
import { explainQuery } from '../domain/query/explain.js';
import { parseQuery } from '../domain/query/parse.js';
import type { Queries } from '../store/queries/types.js';
import type { StoredDocument } from '../store/readTypes.js';
import { os, type EngineContext } from './context.js';

/** What a `view` op holds. Another build may have written something else under it. */
const ViewValue = z.object({ name: z.string(), text: z.string(), of: QueryTarget });
type ViewValue = z.infer<typeof ViewValue>;

type Stored = ViewValue & Pick<StoredDocument, 'id'>;

function stored(read: Queries): readonly Stored[] {
  return read.documents('view').flatMap((document) => {
    const value = ViewValue.safeParse(document.value);
    return value.success && Id.safeParse(document.id).success ? [{ id: document.id, ...value.data }] : [];
  });
}

function savedView(engine: EngineContext, read: Queries, { id, name, text, of }: Stored): SavedView {
  const query = parseQuery(text, of, engine.ports.clock.now());
  const problems = [...read.askProblems(query, engine.where())];
  return { id, name, text, of, words: explainQuery(query).words, count: problems.length > 0 ? null : read.askCount(query, engine.where()), problems };
}

function list(engine: EngineContext): SavedView[] {
  const { read } = engine.registry;
  return stored(read).map((each) => savedView(engine, read, each)).sort((a, b) => (foldName(a.name) < foldName(b.name) ? -1 : 1));
}

function save(engine: EngineContext, input: ViewValue & { readonly id?: string | undefined }): SavedView {
  const name = input.name.normalize('NFC');
  return engine.registry.write(engine.actor(), (tx) => {
    const views = stored(tx.read);
    if (input.id !== undefined && !views.some((view) => view.id === input.id)) throw new CairnError('not_found', 'Changing a smart collection failed: there is none with this id here. It may have been removed.', { id: input.id });
    const holder = views.find((view) => view.id !== input.id && foldName(view.name) === foldName(name));
    if (holder) throw new CairnError('name_taken', `Saving the smart collection "${name}" failed: there is one of that name. Choose another name, or change that one.`, { name, holder: holder.id });
    const problems = tx.read.askProblems(parseQuery(input.text, input.of, tx.at), engine.where());
    if (problems.length > 0) throw new CairnError('invalid_input', `Saving the smart collection "${name}" failed: ${problems.map((problem) => problem.message).join(' ')}`, { problems: [...problems] });
    const id = input.id ?? Buffer.from(engine.ports.random.bytes(32)).toString('hex');
    const value: JsonObject = { name, text: input.text, of: input.of };
    tx.append({ kind: 'view', body: { view: id, value }, observed: tx.read.document('view', id)?.heads ?? [] });
    return savedView(engine, tx.read, { id, name, text: input.text, of: input.of });
  });
}

function remove(engine: EngineContext, { id }: { readonly id: string }): { id: string; name: string } {
  return engine.registry.write(engine.actor(), (tx) => {
    const view = stored(tx.read).find((each) => each.id === id);
    if (!view) throw new CairnError('not_found', 'Removing a smart collection failed: there is none with this id here. It may have been removed already.', { id });
    tx.append({ kind: 'view', body: { view: id, value: null }, observed: tx.read.document('view', id)?.heads ?? [] });
    return { id, name: view.name };
  });
}

export const viewsCommands = {
  list: os.views.list.handler(({ context: { engine } }) => list(engine)),
  save: os.views.save.handler(({ input, context: { engine } }) => save(engine, input)),
  remove: os.views.remove.handler(({ input, context: { engine } }) => remove(engine, input)),
};
