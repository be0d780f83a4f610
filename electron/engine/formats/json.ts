// JSON inside model files: checked for its shape before it is parsed, then looked at without trust.
import { checkJsonShape } from './jsonGuard.js';
import type { Refuse } from './refusal.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonRecord = { readonly [key: string]: Json };

/** Text that says too much or is no JSON is refused, as `what`. */
export function parseJson(text: string, what: string, refuse: Refuse, limits = { maxDepth: 64, maxKeys: 100_000 }): Json {
  const problem = checkJsonShape(text, limits);
  if (problem !== undefined) throw refuse(`${what}: ${problem}`);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw refuse(`${what} is not valid JSON`, cause);
  }
}

export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordAt(value: Json | undefined, key: string): JsonRecord | undefined {
  const inner = isRecord(value) ? value[key] : undefined;
  return isRecord(inner) ? inner : undefined;
}

export function listAt(value: Json | undefined, key: string): readonly Json[] {
  const inner = isRecord(value) ? value[key] : undefined;
  return Array.isArray(inner) ? (inner as readonly Json[]) : [];
}

/** Text, or a number or truth value as text. */
export function textAt(value: Json | undefined, key: string): string | undefined {
  const inner = isRecord(value) ? value[key] : undefined;
  return typeof inner === 'string' ? inner : typeof inner === 'number' || typeof inner === 'boolean' ? String(inner) : undefined;
}
