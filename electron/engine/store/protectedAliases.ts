// The aliases whose moves are put in sequence and can be contested: a setting of the registry.
import type { Db } from './database.js';
import { readHeads, shown } from './registers.js';

export const PROTECTED_BY_DEFAULT: readonly string[] = ['production', 'staging'];
export const PROTECTED_SETTING = { scope: 'registry', key: 'protectedAliases' } as const;

export function protectedAliases(db: Db): ReadonlySet<string> {
  const value = shown(readHeads(db, `setting:${PROTECTED_SETTING.scope}`), PROTECTED_SETTING.key);
  return new Set(Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : PROTECTED_BY_DEFAULT);
}
