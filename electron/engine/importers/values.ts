// Values, keys and names as the registry takes them, from what other tools write.
import { createHash } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';

/** A key that is the same each time the same run is found. */
export function runKey(importer: string, ...identity: readonly string[]): string {
  return `${importer}-${createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 16)}`;
}

/** A name that a project, artifact or alias may have. */
export function cleanName(text: string, otherwise: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what a name cannot hold
  const clean = text.normalize('NFC').replace(/[\u0000-\u001f\u007f/:@\\]+/g, '-').trim();
  return [...clean].slice(0, 128).join('').trim() || otherwise;
}

/** A number as history keeps it. */
export function numberValue(value: number): JsonValue {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity';
}

/** Text that is a number, a truth value, or text. */
export function plainValue(text: string): JsonValue {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return numberValue(Number(trimmed));
  if (/^nan$/i.test(trimmed)) return 'NaN';
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith('-') ? '-Infinity' : 'Infinity';
  if (/^true$/i.test(trimmed)) return true;
  return /^false$/i.test(trimmed) ? false : text;
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Half a character, which JSON can escape and UTF-8 cannot hold, becomes the sign for one that is unknown. */
const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\ufffd');

const MAX_DEPTH = 16;

/** Anything that was parsed, as JSON; what JSON has no word for becomes text or goes. */
export function jsonValue(value: unknown, depth = 0): JsonValue {
  if (typeof value === 'string') return wellFormed(value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return numberValue(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (depth >= MAX_DEPTH) return '...';
  if (Array.isArray(value)) return value.slice(0, 10_000).map((item) => jsonValue(item, depth + 1));
  if (typeof value === 'object') return jsonObject(value, depth);
  return null;
}

export function jsonObject(value: unknown, depth = 0): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '' && key !== '__proto__').map(([key, inner]) => [wellFormed(key.slice(0, 500)), jsonValue(inner, depth + 1)]));
}

/** JSON as Python writes it: NaN and Infinity may stand in it. Throws SyntaxError. */
export function pythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) => (part.startsWith('"') ? part : `"${part}"`));
    return JSON.parse(quoted);
  }
}

const YAML = { logLevel: 'silent', maxAliasCount: 100, prettyErrors: false } as const;

/** Anything that YAML says. Throws for what is no YAML. */
export function yamlValue(text: string): JsonValue {
  return jsonValue(parseYaml(text, YAML));
}

/** YAML of settings; tags of Python are read as the plain values they hold. Throws for what is no YAML. */
export function yamlObject(text: string): JsonObject {
  return jsonObject(parseYaml(text, YAML));
}
