// Canonical JSON (RFC 8785): the only bytes that are ever hashed or signed. Refuses what JSON cannot carry exactly.
import canonicalize from 'canonicalize';
import { CairnError } from '../../../shared/contract/errors.js';

/** Deeper values are refused: far beyond any real document, far below what the stack holds. */
export const MAX_JSON_DEPTH = 256;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True when the text can be written as UTF-8 and read back unchanged. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

function refuse(where: string, found: string): never {
  throw new CairnError('invalid_input', `Writing canonical JSON, ${found} was found at ${where || 'the top'}; JSON cannot carry it exactly.`, { at: where });
}

function check(value: unknown, where: string, depth: number): void {
  if (depth > MAX_JSON_DEPTH) refuse(where.slice(0, 200), `nesting deeper than ${MAX_JSON_DEPTH}`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!isWellFormed(value)) refuse(where, 'a lone surrogate');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(where, String(value));
    return;
  }
  if (typeof value !== 'object') refuse(where, typeof value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) check(value[i], `${where}[${i}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(where, 'an object that is not plain');
  for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
    if (!isWellFormed(key)) refuse(where, 'a key with a lone surrogate');
    check(member, where === '' ? key : `${where}.${key}`, depth + 1);
  }
}

/** What `check` lets pass, without the words for what it does not: this runs for every op that is read. */
function isCarried(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isWellFormed(value);
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > MAX_JSON_DEPTH) return false;
  if (Array.isArray(value)) {
    // By index: a hole counts as undefined.
    for (let i = 0; i < value.length; i += 1) if (!isCarried(value[i], depth + 1)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(value)) if (!isWellFormed(key) || !isCarried((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
}

/** True when the keys of every object stand in the order that canonical JSON has; then JSON.stringify writes canonical JSON. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if (before !== undefined && before >= key) return false;
    before = key;
    if (!isInOrder((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

/**
 * RFC 8785 text of a plain JSON value. Its UTF-8 bytes are what is hashed and signed.
 * @throws CairnError invalid_input for undefined (also as a member), NaN, infinities, lone surrogates, class instances, depth over 256
 */
export function canonicalJson(value: unknown): string {
  if (!isCarried(value, 0)) check(value, '', 0);
  if (isInOrder(value)) return JSON.stringify(value);
  const text = canonicalize(value);
  if (text === undefined) refuse('', 'nothing');
  return text;
}

/**
 * Parses text that must already be canonical.
 * @returns the value, or undefined when the text is not JSON or not in its canonical form
 */
export function parseCanonicalJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Most of what is read is in order, and round trips.
    if (isCarried(value, 0) && isInOrder(value)) return JSON.stringify(value) === text ? value : undefined;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
