// Versions that the parameters of a run name: what it was made from, as far as it says so.
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import type { ImportRun } from '../../importers/types.js';
import type { EngineContext } from '../context.js';

export interface NamedInput {
  /** The parameter, `data.train` for one inside another. */
  readonly key: string;
  readonly text: string;
  readonly version: string;
  readonly collection: string;
  readonly name: string;
  readonly label: string;
}

const MAX_LOOKED_AT = 2000;
/** A bare name counts as an input under such a parameter only; with a number, an alias or a digest it does anywhere. */
const ABOUT_DATA = /data|corpus|train|input|artifact|pretrained|base_model|init|checkpoint/i;
const EXACT = /[:@]/;

function* texts(value: JsonValue, key: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [key, value];
  else if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) yield* texts(inner, key === '' ? name : `${key}.${name}`);
}

export function namedInputs(engine: EngineContext, run: ImportRun, project: string): NamedInput[] {
  const { read } = engine.registry;
  const found = new Map<string, NamedInput>();
  let looked = 0;
  for (const [key, text] of texts(run.config, '')) {
    if ((looked += 1) > MAX_LOOKED_AT) break;
    if (text === '' || text.length > 500 || !(EXACT.test(text) || ABOUT_DATA.test(key))) continue;
    try {
      const { version, collection } = read.resolveText(text, { ...engine.where(), project, elsewhere: false });
      const item = read.version(version);
      if (item && !found.has(version)) found.set(version, { key, text, version, collection, name: item.name, label: item.label });
    } catch {
      // It names nothing here, as most texts do.
    }
  }
  return [...found.values()];
}

/** Notes what the run used, once each. */
export function useInputs(engine: EngineContext, run: string, inputs: readonly NamedInput[]): void {
  const known = new Set(engine.registry.read.runDetail(run)?.inputs.map(({ version }) => version));
  const missing = inputs.filter(({ version }) => !known.has(version));
  if (missing.length === 0) return;
  engine.registry.write(engine.actor(), (tx) => {
    for (const { version, collection, text } of missing) tx.append({ kind: 'use', body: { run, version, collection, as: text } });
  });
}
