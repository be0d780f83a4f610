// The Mongo-style filters and orders with which the client asks for runs.
import type { RunRow } from '../../../../shared/contract/entities.js';
import { CairnError } from '../../../../shared/contract/errors.js';

type Values = (key: string) => unknown;

const PLAIN: Readonly<Record<string, (row: RunRow) => unknown>> = {
  name: (row) => row.key,
  displayName: (row) => row.name,
  display_name: (row) => row.name,
  state: (row) => row.state,
  jobType: (row) => row.jobType,
  job_type: (row) => row.jobType,
  username: (row) => row.actor.name,
  createdAt: (row) => new Date(row.started).toISOString(),
  created_at: (row) => new Date(row.started).toISOString(),
  heartbeatAt: (row) => new Date(row.finished ?? row.started).toISOString(),
  heartbeat_at: (row) => new Date(row.finished ?? row.started).toISOString(),
};

function within(object: unknown, path: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const record = object as Record<string, unknown>;
  if (path in record) return record[path];
  const dot = path.indexOf('.');
  return dot < 0 ? undefined : within(record[path.slice(0, dot)], path.slice(dot + 1));
}

/** `config.lr`, `config.lr.value`, `summary_metrics.loss`, or a field of the run. */
export function valuesOf(row: RunRow, more: Readonly<Record<string, unknown>> = {}): Values {
  return (key) => {
    if (key in more) return more[key];
    const plain = PLAIN[key];
    if (plain) return plain(row);
    const match = /^(config|summary_metrics|summaryMetrics|summary)\.(.+)$/s.exec(key);
    if (!match) return undefined;
    const [, where, path = ''] = match;
    const object = where === 'config' ? row.config : row.summary;
    return within(object, path) ?? within(object, path.replace(/\.value$/, '').replace(/\.value\./, '.'));
  };
}

const compare = (a: unknown, b: unknown): number => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
const equals = (found: unknown, wanted: unknown): boolean => (Array.isArray(found) && !Array.isArray(wanted) ? found.includes(wanted) : JSON.stringify(found ?? null) === JSON.stringify(wanted ?? null));

const MAX_PATTERN = 200;
/** Of a value, so much is looked at: a pattern is a stranger's, and may go back and forth over it. */
const MAX_TESTED = 500;

function pattern(text: string): RegExp {
  try {
    if (text.length <= MAX_PATTERN) return new RegExp(text, 'u');
  } catch {
    // Said below.
  }
  throw new CairnError('invalid_input', `${JSON.stringify(text.slice(0, MAX_PATTERN))} is no pattern that a filter can have.`, { pattern: text.slice(0, MAX_PATTERN) });
}

function meets(found: unknown, op: string, wanted: unknown): boolean {
  const list = Array.isArray(wanted) ? wanted : [];
  const there = found !== undefined && found !== null;
  switch (op) {
    case '$eq':
      return equals(found, wanted);
    case '$ne':
      return !equals(found, wanted);
    case '$in':
      return list.some((each) => equals(found, each));
    case '$nin':
      return !list.some((each) => equals(found, each));
    case '$gt':
      return there && compare(found, wanted) > 0;
    case '$gte':
      return there && compare(found, wanted) >= 0;
    case '$lt':
      return there && compare(found, wanted) < 0;
    case '$lte':
      return there && compare(found, wanted) <= 0;
    case '$exists':
      return there === wanted;
    case '$regex':
      return pattern(String(wanted)).test(String(found ?? '').slice(0, MAX_TESTED));
    default:
      throw new CairnError('invalid_input', `Cairn does not know the filter "${op}".`, { op });
  }
}

/** @throws CairnError invalid_input for a filter that is not known */
export function matches(values: Values, filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return true;
  return Object.entries(filter).every(([key, wanted]) => {
    if (key === '$and' || key === '$or') {
      const parts = Array.isArray(wanted) ? wanted : [];
      return key === '$and' ? parts.every((part) => matches(values, part)) : parts.length === 0 || parts.some((part) => matches(values, part));
    }
    if (key === '$not') return !matches(values, wanted);
    const found = values(key);
    const ops = typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted) && Object.keys(wanted).some((op) => op.startsWith('$')) ? Object.entries(wanted) : undefined;
    return ops ? ops.every(([op, value]) => meets(found, op, value)) : equals(found, wanted);
  });
}

/** `+created_at`, `-summary_metrics.loss`; what a run lacks comes last. */
export function inOrder(order: string): (a: Values, b: Values) => number {
  const down = order.startsWith('-');
  const key = order.replace(/^[+-]/, '');
  return (a, b) => {
    const [left, right] = [a(key), b(key)];
    if (left == null || right == null) return left == null && right == null ? 0 : left == null ? 1 : -1;
    return down ? compare(right, left) : compare(left, right);
  };
}
