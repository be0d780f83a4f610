// A query in words: one sentence, and each part by itself.
import type { QueryExplanation, QueryTarget } from '../../../../shared/contract/query.js';
import { assertNever } from '../../../../shared/util/assertNever.js';
import type { Comparison, Condition, NumberField, Query, WordField } from './types.js';

const TARGETS: Readonly<Record<QueryTarget, string>> = { versions: 'versions', models: 'registered models', collections: 'artifacts', runs: 'runs' };

const COMPARED: Readonly<Record<Comparison, string>> = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least', '=': 'equal to', '!=': 'other than' };

const either = (values: readonly string[]): string => (values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values[values.length - 1] ?? ''}`);
const quoted = (values: readonly string[]): string => either(values.map((value) => `“${value}”`));

const WORDS: Readonly<Record<WordField, (values: readonly string[]) => string>> = {
  name: (v) => `with ${quoted(v)} in the name`,
  type: (v) => `of type ${either(v)}`,
  project: (v) => `in the project ${either(v)}`,
  entity: (v) => `owned by ${either(v)}`,
  alias: (v) => `with the alias ${either(v)}`,
  tag: (v) => `tagged ${either(v)}`,
  in: (v) => `in ${either(v)}`,
  trained_on: (v) => `trained on ${either(v)}`,
  dtype: (v) => `with ${either(v)} tensors`,
  format: (v) => `with ${either(v)} files`,
  framework: (v) => `written by ${either(v)}`,
  safety: (v) => `whose safety is ${either(v)}`,
  digest: (v) => `whose digest starts with ${either(v)}`,
  run: (v) => `of the run ${either(v)}`,
  state: (v) => `that are ${either(v)}`,
  job: (v) => `of job type ${either(v)}`,
  by: (v) => `made by ${either(v)}`,
};

const THINGS: readonly (readonly [number, string])[] = [[1e12, 'trillion'], [1e9, 'billion'], [1e6, 'million']];
const SIZES: readonly (readonly [number, string])[] = [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']];

function amount(value: number, names: readonly (readonly [number, string])[]): string {
  const found = names.find(([size]) => Math.abs(value) >= size);
  return found ? `${Number((value / found[0]).toPrecision(6))} ${found[1]}` : String(value);
}

const NUMBERS: Readonly<Record<NumberField, (compared: string, value: number) => string>> = {
  params: (c, n) => `with ${c} ${amount(n, THINGS)} parameters`,
  size: (c, n) => `of ${c} ${amount(n, SIZES)}${n < 1000 ? ' bytes' : ''}`,
  files: (c, n) => `with ${c} ${n} ${n === 1 ? 'file' : 'files'}`,
  number: (c, n) => `with a number ${c} v${n}`,
  versions: (c, n) => `with ${c} ${n} ${n === 1 ? 'version' : 'versions'}`,
};
const COUNTED: Readonly<Record<Comparison, string>> = { '<': 'fewer than', '<=': 'at most', '>': 'more than', '>=': 'at least', '=': 'exactly', '!=': 'not exactly' };

const day = (moment: number): string => {
  const text = new Date(moment).toISOString();
  return text.endsWith('T00:00:00.000Z') ? `${text.slice(0, 10)} (UTC)` : `${text.slice(0, 16).replace('T', ' ')} UTC`;
};

function wordsOf(condition: Condition, of: QueryTarget): string {
  switch (condition.is) {
    case 'text':
      return `that mention “${condition.text}”`;
    case 'ref':
      return `that ${condition.ref} names`;
    case 'word':
      return WORDS[condition.field](condition.values);
    case 'number':
      return NUMBERS[condition.field](condition.field === 'number' ? COMPARED[condition.compare] : COUNTED[condition.compare], condition.value);
    case 'metric':
      return `with ${condition.key} ${COMPARED[condition.compare]} ${condition.value}`;
    case 'config':
      return `with the hyper-parameter ${condition.key} ${COMPARED[condition.compare]} ${condition.value}`;
    case 'configWord':
      return `with the hyper-parameter ${condition.key} ${either(condition.values)}`;
    case 'time': {
      const done = of === 'versions' ? 'logged' : of === 'runs' ? 'started' : 'changed';
      return condition.side === 'after' ? `${done} on or after ${day(condition.moment)}` : `${done} before ${day(condition.moment)}`;
    }
    case 'has':
      return `with ${condition.what === 'description' ? 'a description' : condition.what}`;
    case 'hasMetric':
      return `with the metric ${condition.key}`;
    case 'flag':
      return condition.flag === 'linked' ? 'linked to a registered model' : condition.flag === 'contested' ? 'with a contested alias' : condition.flag === 'deleted' ? 'that are deleted' : 'whose number is provisional';
    default:
      return assertNever(condition, 'condition');
  }
}

/** What a query asks for, as people say it. */
export function explainQuery({ of, terms, problems }: Query): QueryExplanation {
  const parts = terms.map(({ at, length, negated, condition }) => ({ at, length, words: `${negated ? 'not ' : ''}${wordsOf(condition, of)}` }));
  const words = `${parts.length === 0 ? 'All ' : ''}${TARGETS[of]}${parts.length === 0 ? '' : ` ${parts.map((part) => part.words).join(', ')}`}`;
  return { of, words: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, parts, problems: [...problems] };
}
