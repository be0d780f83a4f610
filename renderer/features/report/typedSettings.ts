// Settings of a panel as they are typed, and what is kept of them.
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import type { PanelKind } from '../../../shared/panels/types.js';
import type { EngineClient } from '../../api/engine.js';

export interface Typed {
  readonly by: 'alias' | 'ref';
  readonly model: string;
  readonly alias: string;
  readonly ref: string;
  readonly metric: string;
  readonly direction: string;
  readonly text: string;
  readonly of: string;
  readonly items: string;
  readonly title: string;
  /** A run or node that a page gave; stands until a version or model is named. */
  readonly given: JsonObject;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `tray`: ids that a new comparison begins with. */
export function typedFrom(settings: JsonObject, tray: readonly string[]): Typed {
  const items = settings['items'];
  return {
    by: typeof settings['ref'] === 'string' ? 'ref' : 'alias',
    model: word(settings['model']),
    alias: word(settings['alias']),
    ref: word(settings['ref']),
    metric: word(settings['metric']),
    direction: word(settings['direction']) || 'both',
    text: word(settings['text']),
    of: word(settings['of']) || 'versions',
    items: (Array.isArray(items) ? items.filter((item) => typeof item === 'string') : tray).join(', '),
    title: word(settings['title']),
    given: Object.fromEntries(['start', 'run'].flatMap((name) => (typeof settings[name] === 'string' ? [[name, settings[name]]] : []))),
  };
}

/** Only what the kind reads is kept; a pin is not: other settings show other data. @throws invalid_input, not_found */
export async function settingsFrom(engine: EngineClient, kind: PanelKind<unknown, unknown>, typed: Typed): Promise<JsonObject> {
  const given = (name: string, value: string): JsonObject => (value.trim() === '' ? {} : { [name]: value.trim() });
  const title = given('title', typed.title);
  switch (kind.needs) {
    case 'model':
      if (typed.model === '') throw new CairnError('invalid_input', 'Choose a registered model.');
      return { model: typed.model, ...given('alias', typed.alias), ...given('metric', typed.metric), ...title };
    case 'version': {
      const direction = kind.kind === 'lineage' ? { direction: typed.direction } : {};
      if (Object.keys(typed.given).length > 0 && typed.model === '' && typed.ref.trim() === '') return { ...typed.given, ...direction, ...title };
      if (typed.by === 'ref') {
        const found = await engine.versions.get({ ref: typed.ref.trim() });
        return { ref: found.id, ...direction, ...title };
      }
      if (typed.model === '') throw new CairnError('invalid_input', 'Choose a registered model.');
      return { model: typed.model, alias: typed.alias.trim() || 'production', ...direction, ...title };
    }
    case 'query': {
      const { problems } = await engine.browse.explain({ text: typed.text, of: typed.of as 'versions' });
      if (problems[0]) throw new CairnError('invalid_input', problems[0].message);
      return { text: typed.text, of: typed.of, ...title };
    }
    case 'items': {
      const refs = typed.items.split(',').map((ref) => ref.trim()).filter((ref) => ref !== '');
      if (refs.length === 0) throw new CairnError('invalid_input', 'Name at least one version.');
      const { columns } = await engine.compare.table({ items: refs.map((ref) => ({ ref })) });
      return { items: columns.map(({ id }) => id), ...title };
    }
    default:
      return { ...given('model', typed.model), ...given('alias', typed.alias), ...title };
  }
}
