// Which version is best by the metric that a model is judged by.
import type { Headline, VersionRow } from '../../../shared/contract/entities.js';

export const WORDS: Readonly<Record<Headline['direction'], string>> = { max: 'higher is better', min: 'lower is better' };

/** Ids of the best versions; several where they are equal, none where no version has the metric. */
export function bestBy(rows: readonly Pick<VersionRow, 'id' | 'metrics' | 'deleted'>[], headline: Headline | undefined): ReadonlySet<string> {
  if (!headline) return new Set();
  const sign = headline.direction === 'max' ? 1 : -1;
  const measured = rows.flatMap(({ id, metrics, deleted }) => {
    const value = metrics[headline.metric];
    return typeof value === 'number' && !deleted ? [{ id, value: value * sign }] : [];
  });
  const top = measured.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return new Set(measured.filter(({ value }) => value === top).map(({ id }) => id));
}
