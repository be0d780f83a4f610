// Reads a query: `alias:production acc>0.9 -tag:old "free text"`. Pure, never throws; what it cannot read it names with its place.
import { QUERY_FIELDS, type QueryFieldName, type QueryProblem, type QueryTarget } from '../../../../shared/contract/query.js';
import { NUMBER_FIELDS, FLAGS, HAS, type Comparison, type Condition, type NumberField, type Query, type Term } from './types.js';
import { nearest } from './nearest.js';
import { plainDtype, readMoment, readNumber, type Unit } from './values.js';

const OPERATOR = /^([\p{L}\p{N}_][\p{L}\p{N}_./@-]*)(?::(>=|<=|!=|==|=|<|>)?|\s*(>=|<=|!=|==|=|<|>)\s*)/u;
const QUOTED = /^"((?:[^"\\]|\\.)*)("|$)/s;
const BARE_VALUE = /^[^\s,"]+/;
const SYNONYMS: Readonly<Record<string, QueryFieldName>> = { input: 'trained_on', from: 'trained_on', model: 'in', collection: 'in', author: 'by', actor: 'by', bytes: 'size', parameters: 'params', version: 'number', owner: 'entity', since: 'after', until: 'before' };

type Made = Condition | { readonly problem: string };

const isNumberField = (field: string): field is NumberField => (NUMBER_FIELDS as readonly string[]).includes(field);
const UNIT_OF: Readonly<Partial<Record<NumberField, Unit>>> = { params: 'count', size: 'size', versions: 'count' };

function fieldNamed(key: string): QueryFieldName | undefined {
  const lower = key.toLowerCase();
  return Object.hasOwn(QUERY_FIELDS, lower) ? (lower as QueryFieldName) : SYNONYMS[lower];
}

function oneNumber(key: string, text: string, unit: Unit): number | { readonly problem: string } {
  if (text === '') return { problem: `${key} is compared with a number; none is written yet.` };
  const units = unit === 'count' ? ', such as 350M or 1.5B' : unit === 'size' ? ', such as 500MB or 2GB' : '';
  return readNumber(text, unit) ?? { problem: `${key} is compared with a number${units}; "${text}" is none.` };
}

function timeOf(side: 'after' | 'before', text: string, now: number): Made {
  const moment = readMoment(text, now);
  return moment === undefined ? { problem: `${side}: takes a day such as 2026-01-31, or how long ago: 7d, 2w, 3m, 1y.` } : { is: 'time', side, moment, said: text };
}

function listed<T extends string>(field: string, text: string, known: readonly T[]): T | { readonly problem: string } {
  return known.find((each) => each === text.toLowerCase()) ?? { problem: `${field}: takes one of ${known.join(', ')}${text === '' ? '' : `; "${text}" is none of them`}.` };
}

/** What a key, an operator and values ask for. */
function conditionOf(key: string, compare: Comparison | ':', values: readonly string[], now: number): Made {
  const [text = ''] = values;
  const field = fieldNamed(key);
  const config = /^config\.(.+)$/s.exec(key)?.[1];
  const exact = compare === ':' || compare === '=' || compare === '!=';
  if (config !== undefined || field === 'config') {
    if (config === undefined) return { problem: 'config needs the name of a hyper-parameter: config.lr<0.01.' };
    if (text === '') return { problem: `config.${config} needs a value.` };
    const number = readNumber(text, 'plain');
    if (number !== undefined && values.length === 1) return { is: 'config', key: config, compare: exact ? '=' : compare, value: number };
    return exact ? { is: 'configWord', key: config, values } : { problem: `config.${config} is compared with a number; "${text}" is none.` };
  }
  if (field === undefined || (!exact && !isNumberField(field))) {
    if (compare !== ':') {
      const value = oneNumber(key, text, 'plain');
      return typeof value === 'number' ? { is: 'metric', key, compare: exact ? '=' : compare, value } : value;
    }
    const meant = nearest(key.toLowerCase(), Object.keys(QUERY_FIELDS));
    if (meant !== undefined) return { problem: `There is no field "${key}"; did you mean ${meant}:? To look for the words themselves, put them in quotes.` };
    return text === '' ? { problem: `"${key}:" is no field. To look for the words themselves, put them in quotes.` } : { is: 'ref', ref: `${key}:${values.join(',')}` };
  }
  if (isNumberField(field)) {
    const value = oneNumber(field, field === 'number' ? text.replace(/^v/i, '') : text, UNIT_OF[field] ?? 'plain');
    return typeof value === 'number' ? { is: 'number', field, compare: exact ? '=' : compare, value } : value;
  }
  if (field === 'after' || field === 'before') return timeOf(field, text, now);
  if (field === 'is') {
    const flag = listed('is', text, FLAGS);
    return typeof flag === 'string' ? { is: 'flag', flag } : flag;
  }
  if (field === 'has') {
    const metric = /^metric\.(.+)$/s.exec(text)?.[1];
    if (metric !== undefined) return { is: 'hasMetric', key: metric };
    const what = listed('has', text.toLowerCase().replace(/^(metric|tag|alias|input|tensor|link)(es)?$/, (_, word: string) => (word === 'alias' ? 'aliases' : `${word}s`)), HAS);
    return typeof what === 'string' ? { is: 'has', what } : what;
  }
  if (values.every((value) => value === '')) return { problem: `${field}: needs a value, such as ${QUERY_FIELDS[field].example}.` };
  return { is: 'word', field, values: field === 'dtype' ? values.map(plainDtype) : values };
}

/** Which field a condition is of, to refuse one that the target does not have. */
function fieldOf(condition: Condition): QueryFieldName | undefined {
  switch (condition.is) {
    case 'word':
    case 'number':
      return condition.field;
    case 'config':
    case 'configWord':
      return 'config';
    case 'has':
    case 'hasMetric':
      return 'has';
    case 'flag':
      return 'is';
    case 'time':
      return condition.side;
    default:
      return undefined;
  }
}

const ONLY: Readonly<Partial<Record<Condition['is'], readonly QueryTarget[]>>> = { metric: ['versions', 'runs'], hasMetric: ['versions'], ref: ['versions'] };
const ONLY_HAS: Readonly<Partial<Record<string, readonly QueryTarget[]>>> = { metrics: ['versions'], inputs: ['versions'], tensors: ['versions'], links: ['versions'], linked: ['versions'], deleted: ['versions'], provisional: ['versions'] };

/** Why a condition says nothing of what is listed. */
function misplaced(condition: Condition, of: QueryTarget): string | undefined {
  const field = fieldOf(condition);
  const what = condition.is === 'has' ? condition.what : condition.is === 'flag' ? condition.flag : undefined;
  const where: readonly QueryTarget[] | undefined = (what === undefined ? undefined : ONLY_HAS[what]) ?? ONLY[condition.is] ?? (field === undefined ? undefined : QUERY_FIELDS[field].of);
  if (where === undefined || where.includes(of)) return undefined;
  const said = condition.is === 'metric' ? `The metric ${condition.key}` : condition.is === 'ref' ? `The reference ${condition.ref}` : what !== undefined ? `${field ?? ''}:${what}` : `${field ?? ''}:`;
  return `${said} asks about ${where.join(' or ')}, not about ${of}.`;
}

const unquote = (text: string): string => text.replace(/\\(.)/gs, '$1');

interface Read {
  readonly values: readonly string[];
  readonly length: number;
  readonly open: boolean;
}

/** Values up to the next space: words or quoted, with commas between. */
function readValues(rest: string): Read {
  const values: string[] = [];
  let length = 0;
  for (;;) {
    const quoted = QUOTED.exec(rest.slice(length));
    const bare = quoted ? undefined : BARE_VALUE.exec(rest.slice(length));
    values.push(quoted ? unquote(quoted[1] ?? '') : (bare?.[0] ?? ''));
    length += (quoted ?? bare)?.[0].length ?? 0;
    if (quoted && quoted[2] === '') return { values, length, open: true };
    if (rest[length] !== ',') return { values: values.length > 1 ? values.filter((value) => value !== '') : values, length, open: false };
    length += 1;
  }
}

/**
 * Reads a query over one kind of thing. `now` is what `after:7d` counts from.
 * All terms have to hold; of several values of one term, any.
 */
export function parseQuery(text: string, of: QueryTarget, now: number): Query {
  const terms: Term[] = [];
  const problems: QueryProblem[] = [];
  let at = 0;
  const add = (length: number, negated: boolean, made: Made, open: boolean): void => {
    const wrong = open ? 'A quotation mark is opened and not closed.' : 'problem' in made ? made.problem : misplaced(made, of);
    if (wrong !== undefined) problems.push({ at, length, message: wrong });
    else if (!('problem' in made)) terms.push({ at, length, negated, condition: made });
  };
  while (at < text.length) {
    const space = /^\s+/.exec(text.slice(at));
    if (space) {
      at += space[0].length;
      continue;
    }
    const negated = /^-(?=[^\s-])/.test(text.slice(at));
    const begin = negated ? 1 : 0;
    const rest = text.slice(at + begin);
    const operator = OPERATOR.exec(rest);
    if (operator) {
      const [head, key = '', inner, outer] = operator;
      const said = (inner ?? outer ?? ':').replace('==', '=') as Comparison | ':';
      const { values, length, open } = readValues(rest.slice(head.length));
      const total = begin + head.length + length;
      add(total, negated !== (said === '!='), conditionOf(key, said, values, now), open);
      at += total;
      continue;
    }
    const quoted = QUOTED.exec(rest);
    const word = quoted ? unquote(quoted[1] ?? '') : (/^[^\s"]+/.exec(rest)?.[0] ?? rest[0] ?? '');
    const total = begin + (quoted ? quoted[0].length : word.length);
    const named = !quoted && /.@(b3:)?[0-9a-f]{8,64}$/i.test(word);
    if (word !== '' || quoted?.[2] === '') add(total, negated, named ? { is: 'ref', ref: word } : { is: 'text', text: word }, quoted?.[2] === '');
    at += total;
  }
  return { of, terms, problems };
}
