// Which nodes a filter keeps.
import type { LineageFilter } from '../../../../shared/contract/lineage.js';
import type { LineageRow } from '../../store/queries/lineage/rows.js';

export function filters(filter: LineageFilter): boolean {
  return filter.types.length > 0 || filter.aliases.length > 0 || filter.after !== undefined || filter.before !== undefined;
}

function ofType(row: LineageRow, types: readonly string[]): boolean {
  return types.length === 0 || types.includes(row.type) || (row.kind === 'run' && types.includes('run'));
}

function holdsOne(row: LineageRow, aliases: readonly string[]): boolean {
  if (aliases.length === 0) return true;
  return [...row.aliases, ...row.links.flatMap((link) => link.aliases)].some((alias) => aliases.includes(alias.name));
}

function inTime(row: LineageRow, { after, before }: LineageFilter): boolean {
  if (after === undefined && before === undefined) return true;
  return row.at !== null && row.at >= (after ?? row.at) && row.at <= (before ?? row.at);
}

export function keeps(filter: LineageFilter, row: LineageRow): boolean {
  return ofType(row, filter.types) && holdsOne(row, filter.aliases) && inTime(row, filter);
}
