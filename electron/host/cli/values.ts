// Reads `k=v` and `@file` arguments.
import { readFileSync } from 'node:fs';
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject, JsonValue, Metrics } from '../../../shared/contract/primitives.js';

function readJsonObject(file: string, what: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CairnError('source_unreadable', `Reading ${what} failed: ${file} cannot be read.`, { path: file }, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CairnError('invalid_input', `Reading ${what} failed: ${file} is not JSON (${(error as Error).message}).`, { path: file }, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CairnError('invalid_input', `Reading ${what} failed: ${file} holds no JSON object.`, { path: file });
  }
  return value as JsonObject;
}

function split(pair: string, what: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new CairnError('invalid_input', `${what} "${pair}" has no name: write it as name=value.`, { value: pair });
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** A value as typed: JSON where it is JSON (`3e-4`, `true`, `[1,2]`), else the text itself. */
function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** `--config lr=3e-4 --config @params.json`, later ones win. */
export function parseConfig(values: readonly string[]): JsonObject {
  return Object.assign({}, ...values.map((value) => (value.startsWith('@') ? readJsonObject(value.slice(1), 'the hyper-parameters') : Object.fromEntries([split(value, 'The hyper-parameter')].map(([key, text]) => [key, parseValue(text)])))));
}

/** `--metric acc=0.99`; NaN and infinities are metrics too. */
export function parseMetrics(values: readonly string[]): Metrics {
  const metrics: Metrics = {};
  for (const value of values) {
    const [key, text] = split(value, 'The metric');
    const number = Number(text);
    if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') metrics[key] = text;
    else if (text.trim() !== '' && Number.isFinite(number)) metrics[key] = number;
    else throw new CairnError('invalid_input', `The metric "${key}" is "${text}", which is no number.`, { key, value: text });
  }
  return metrics;
}

/** `--metadata @file`, or JSON on the line. */
export function parseMetadata(value: string | undefined): JsonObject {
  if (value === undefined) return {};
  if (value.startsWith('@')) return readJsonObject(value.slice(1), 'the metadata');
  const parsed = parseValue(value);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new CairnError('invalid_input', 'The metadata is no JSON object: write --metadata @file.json, or {"key": "value"}.');
  }
  return parsed;
}

/** A moment as typed: ISO 8601, or milliseconds since 1970. */
export function parseMoment(text: string): number {
  const at = /^\d{12,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isFinite(at)) throw new CairnError('invalid_input', `"${text}" is no time. Write it as 2026-01-31, or 2026-01-31T12:00Z.`, { value: text });
  return at;
}

/** `--depth 2`: a whole number, not negative. */
export function parseWhole(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CairnError('invalid_input', `${option} is "${text}", which is no whole number.`, { value: text });
  return Number(text);
}

/** `10GB`, `500M`, or plain bytes. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  if (!match?.[1]) throw new CairnError('invalid_input', `"${text}" is no size. Write one like 500M or 10GB.`, { value: text });
  const power = ['', 'k', 'm', 'g', 't'].indexOf((match[2] ?? '').toLowerCase());
  return Math.round(Number(match[1]) * 1000 ** power);
}
