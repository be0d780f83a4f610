// A cell of a table in words: numbers short, a class with how sure the model was.
import type { JsonValue } from '../../shared/contract/primitives.js';
import { shortValue } from './MetricValue.js';

/** The label of a class cell, the likeliest where none is named. */
export function classLabel(value: JsonValue): { readonly label: string; readonly sure: number | undefined } | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value['_type'] !== 'class') return undefined;
  const given = value['probabilities'];
  const probabilities = given !== null && typeof given === 'object' && !Array.isArray(given) ? Object.entries(given) : [];
  const [likeliest] = [...probabilities].sort(([, a], [, b]) => Number(b) - Number(a));
  const label = typeof value['label'] === 'string' ? value['label'] : likeliest?.[0];
  if (label === undefined) return undefined;
  const sure = probabilities.find(([name]) => name === label)?.[1];
  return { label, sure: typeof sure === 'number' ? sure : undefined };
}

export function cellText(value: JsonValue): string {
  if (value === null) return '';
  const known = classLabel(value);
  if (known) return known.sure === undefined ? known.label : `${known.label} ${(known.sure * 100).toFixed(1)} %`;
  return shortValue(value);
}
