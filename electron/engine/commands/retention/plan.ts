// What a rule, or the end of a time to live, would remove from an artifact: read only, and again inside the run.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { PlanRow, RetentionPlan } from '../../../../shared/contract/retention.js';
import { parseRule, printRule, sayRule, thin } from '../../domain/retention/rule.js';
import type { Queries } from '../../store/queries/types.js';

export const RETENTION_SETTING = { scope: 'retention', key: 'days' } as const;
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;
/** Rows that are told one by one. */
const MAX_ROWS = 10_000;

export function retentionDays(read: Queries): number {
  const days = read.setting(RETENTION_SETTING.scope, RETENTION_SETTING.key);
  return typeof days === 'number' && Number.isInteger(days) && days > 0 ? days : DEFAULT_DAYS;
}

/** Until when something that was deleted at a moment can be brought back. */
export const until = (read: Queries, at: number): number => at + retentionDays(read) * DAY_MS;

/** Every version of the collection with why it stays; without a reason it goes. */
export function plannedRows(read: Queries, collection: string, rule: string | undefined, now: number): PlanRow[] {
  if (read.collection(collection)?.form === 'registered') throw new CairnError('invalid_input', `Thinning ${read.collection(collection)?.name ?? 'it'} failed: it is a registered model, whose versions are links. Name the artifact they were logged to.`, { collection });
  const versions = read.thinCandidates(collection);
  const why = rule === undefined ? new Map(versions.map((each) => [each.id, each.expires !== null && each.expires <= now ? each.held : [...each.held, each.expires === null ? 'no time to live' : 'its time is not over']])) : thin(parseRule(rule), versions, now);
  return versions.map(({ id, ref, label, at, bytes, expires }) => ({ id, ref, label, created: at, bytes, expires, keep: [...(why.get(id) ?? [])] }));
}

/** The plan, with what it would free. */
export function planOf(read: Queries, collection: string, rule: string | undefined, now: number): RetentionPlan {
  const rows = plannedRows(read, collection, rule, now);
  const going = rows.filter((row) => row.keep.length === 0).map((row) => row.id);
  const parsed = rule === undefined ? undefined : parseRule(rule);
  return {
    rule: parsed ? printRule(parsed) : null,
    words: parsed ? sayRule(parsed) : 'Removes what has outlived its time to live, unless it is latest, has an alias, is linked or is an input of a run.',
    rows: rows.slice(0, MAX_ROWS),
    kept: rows.length - going.length,
    removed: going.length,
    bytes: read.bytesOnlyIn(going),
    until: until(read, now),
  };
}
