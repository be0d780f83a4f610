// policies.*: reading, setting and trying what has to hold before an alias moves.
import type { PolicyRow, Verdict } from '../../../shared/contract/policies.js';
import { parsePolicy, printPolicy } from '../domain/policy/language.js';
import { os, type EngineContext } from './context.js';
import { policyId, policyOf, verdictOf } from './registry/gate.js';
import { collectionNamed } from './registry/places.js';
import { targetWithin } from './registry/targets.js';

interface Which {
  readonly collection: string;
  readonly alias: string;
}

function plain({ policy: _, ...row }: ReturnType<typeof policyOf>): PolicyRow {
  return row;
}

function list(engine: EngineContext, { collection }: { readonly collection?: string | undefined }): PolicyRow[] {
  const { read } = engine.registry;
  const only = collection === undefined ? undefined : collectionNamed(read, engine, collection);
  return read
    .documents('policy')
    .flatMap(({ id }) => {
      const [of = '', ...alias] = id.split(':');
      return read.collection(of) && (only === undefined || of === only) ? [plain(policyOf(read, of, alias.join(':')))] : [];
    })
    .sort((a, b) => (a.name === b.name ? (a.alias < b.alias ? -1 : 1) : a.name < b.name ? -1 : 1));
}

function get(engine: EngineContext, { collection, alias }: Which): PolicyRow {
  const { read } = engine.registry;
  return plain(policyOf(read, collectionNamed(read, engine, collection), alias.normalize('NFC')));
}

/** @throws CairnError invalid_input naming the clause that cannot be read */
export function setPolicy(engine: EngineContext, input: Which & { readonly text: string }): PolicyRow {
  const text = printPolicy(parsePolicy(input.text));
  const alias = input.alias.normalize('NFC');
  return engine.registry.write(engine.actor(), (tx) => {
    const collection = collectionNamed(tx.read, engine, input.collection);
    const id = policyId(collection, alias);
    const now = tx.read.document('policy', id);
    const before = policyOf(tx.read, collection, alias);
    const same = before.problem === null && before.text === text && (now?.heads.length ?? 0) <= 1;
    if (!same) tx.append({ kind: 'policy', body: { policy: id, value: text === '' ? null : { text } }, observed: now?.heads ?? [] });
    return plain(policyOf(tx.read, collection, alias));
  });
}

function check(engine: EngineContext, { ref, note, text, ...which }: Which & { readonly ref: string; readonly note?: string | undefined; readonly text?: string | undefined }): Verdict {
  const { read } = engine.registry;
  const collection = collectionNamed(read, engine, which.collection);
  const { target } = targetWithin(read, engine, ref, collection);
  return verdictOf(read, { collection, alias: which.alias.normalize('NFC'), target, note }, text === undefined ? undefined : parsePolicy(text));
}

export const policiesCommands = {
  list: os.policies.list.handler(({ input, context: { engine } }) => list(engine, input)),
  get: os.policies.get.handler(({ input, context: { engine } }) => get(engine, input)),
  set: os.policies.set.handler(({ input, context: { engine } }) => setPolicy(engine, input)),
  check: os.policies.check.handler(({ input, context: { engine } }) => check(engine, input)),
};
