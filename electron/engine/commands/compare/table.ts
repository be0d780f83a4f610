// compare.table: every value that is known of versions and runs, side by side.
import type { CompareItem, CompareRow, CompareTable } from '../../../../shared/contract/compare.js';
import { JsonObject, type JsonValue } from '../../../../shared/contract/primitives.js';
import { flatten, sideBySide } from '../../domain/compare/values.js';
import type { EngineContext } from '../context.js';
import { baselineOf, comparedItems, type Compared } from './items.js';

const NOTHING: ReadonlyMap<string, JsonValue> = new Map();

/** Summary values of a run that are not the client's own book-keeping. */
function summaryOf({ run }: Compared): ReadonlyMap<string, JsonValue> {
  return run ? new Map([...flatten(run.summary)].filter(([key]) => !key.startsWith('_'))) : NOTHING;
}

const metricsOf = (item: Compared): ReadonlyMap<string, JsonValue> => (item.version ? new Map(Object.entries(item.version.metrics)) : summaryOf(item));
const configOf = ({ run, version }: Compared): ReadonlyMap<string, JsonValue> => flatten(run?.config ?? version?.config ?? {});
const metadataOf = ({ version }: Compared): ReadonlyMap<string, JsonValue> => (version ? flatten(version.metadata) : NOTHING);
const environmentOf = ({ run }: Compared): ReadonlyMap<string, JsonValue> => (run ? flatten(run.environment) : NOTHING);

/** What it was made from, by the artifact's name; several versions of one are listed. */
function dataOf({ run, version }: Compared): ReadonlyMap<string, JsonValue> {
  const inputs = run?.inputs ?? version?.inputs ?? [];
  const found = new Map<string, JsonValue>();
  for (const name of new Set(inputs.map((input) => input.name))) {
    const refs = inputs.filter((input) => input.name === name).map((input) => `${input.ref}`);
    found.set(name, refs.length === 1 ? (refs[0] ?? '') : refs);
  }
  return found;
}

function codeOf({ run }: Compared): ReadonlyMap<string, JsonValue> {
  if (!run?.git) return NOTHING;
  return new Map(Object.entries(JsonObject.parse(run.git)));
}

/** The facts of its files: of the one file with tensors, else by path. */
function modelOf({ version }: Compared): ReadonlyMap<string, JsonValue> {
  if (!version) return NOTHING;
  const withTensors = version.facts.filter((facts) => facts.tensorCount > 0);
  const found = new Map<string, JsonValue>([['files', version.files]]);
  for (const facts of withTensors) {
    const prefix = withTensors.length === 1 ? '' : `${facts.path}.`;
    const say = (key: string, value: JsonValue): void => void (value !== null && found.set(`${prefix}${key}`, value));
    say('format', facts.format);
    say('framework', facts.framework);
    say('architecture', facts.architecture);
    say('parameters', facts.parameters);
    say('tensors', facts.tensorCount);
    say('dtypes', Object.keys(facts.dtypes).sort((a, b) => (facts.dtypes[b] ?? 0) - (facts.dtypes[a] ?? 0)).join(', '));
  }
  return found;
}

/** Which way is better: what a registered model of any of the versions says of its headline metric. */
function directions(engine: EngineContext, items: readonly Compared[]): (key: string) => 'max' | 'min' | null {
  const models = new Set(items.flatMap((item) => (item.version?.links ?? []).map((link) => link.model)));
  const said = new Map<string, 'max' | 'min'>();
  for (const model of models) {
    const headline = engine.registry.read.collection(model)?.headline;
    if (headline) said.set(headline.metric, headline.direction);
  }
  return (key) => said.get(key) ?? null;
}

export async function compareTable(engine: EngineContext, input: { readonly items: readonly CompareItem[]; readonly baseline: number }): Promise<CompareTable> {
  const items = await comparedItems(engine, input.items);
  baselineOf(items.length, input.baseline);
  const directionOf = directions(engine, items);
  const side = (group: CompareRow['group'], read: (item: Compared) => ReadonlyMap<string, JsonValue>): CompareRow[] => sideBySide({ group, columns: items.map(read), ...(group === 'metrics' ? { directionOf } : {}) });
  const sizes = items.some((item) => item.version) ? sideBySide({ group: 'model', unit: 'bytes', columns: items.map((item) => (item.column.bytes === null ? NOTHING : new Map([['size', item.column.bytes]]))) }) : [];
  const rows = [...side('metrics', metricsOf), ...side('config', configOf), ...side('metadata', metadataOf), ...side('data', dataOf), ...side('code', codeOf), ...side('environment', environmentOf), ...side('model', modelOf), ...sizes];
  const differing = rows.filter((row) => row.differs).length;
  return { columns: items.map((item) => item.column), rows, differing, same: rows.length - differing };
}
