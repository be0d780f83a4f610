// What people write about things: tags and described fields.
import { Headline } from '../../../../shared/contract/entities.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { SubjectInput } from '../../../../shared/contract/registry.js';
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import { canonicalJson } from '../../domain/canonicalJson.js';
import type { EngineContext } from '../context.js';
import { writeField } from './models.js';
import { subjectNamed } from './subjects.js';

/** Adds and removes tags. What stands so already adds no operation. */
export function tag(engine: EngineContext, input: SubjectInput & { readonly add: readonly string[]; readonly remove: readonly string[] }): string[] {
  return engine.registry.write(engine.actor(), (tx) => {
    const { subject } = subjectNamed(tx.read, engine, input);
    const plain = (words: readonly string[]): Set<string> => new Set(words.map((word) => word.normalize('NFC')));
    for (const word of plain(input.add)) if (tx.read.tagHeads(subject, word).length === 0) tx.append({ kind: 'tag.add', body: { subject, tag: word } });
    for (const word of plain(input.remove)) {
      const adds = tx.read.tagHeads(subject, word);
      if (adds.length > 0) tx.append({ kind: 'tag.remove', body: { subject, tag: word }, observed: adds });
    }
    return [...tx.read.tagsOf(subject)];
  });
}

/** A field that rows carry has a form of its own. */
function refuseForm(field: string, value: JsonValue): void {
  if (field !== 'headline' || value === null || Headline.safeParse(value).success) return;
  throw new CairnError('invalid_input', 'Choosing the headline metric failed: it needs the name of a metric and max or min.', { value });
}

export function describe(engine: EngineContext, input: SubjectInput & { readonly field: string; readonly value: JsonValue }): { changed: boolean; value: JsonValue } {
  refuseForm(input.field, input.value);
  return engine.registry.write(engine.actor(), (tx) => {
    const { subject } = subjectNamed(tx.read, engine, input);
    const heads = tx.read.heads(subject, input.field);
    const now = heads[0]?.value ?? null;
    if (heads.length <= 1 && canonicalJson(now) === canonicalJson(input.value)) return { changed: false, value: now };
    writeField(tx, subject, input.field, input.value);
    return { changed: true, value: input.value };
  });
}
