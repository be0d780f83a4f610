// Overwriting fields of a run: only what changes is written, each observing what it replaces.
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import { canonicalJson } from '../../domain/canonicalJson.js';
import type { WriteTx } from '../../store/types.js';

/** Writes those of the fields that are not so already. True when any were. */
export function setFields(tx: WriteTx, run: string, fields: JsonObject): boolean {
  const observed: string[] = [];
  const set: JsonObject = {};
  for (const [field, value] of Object.entries(fields)) {
    const heads = tx.read.heads({ kind: 'run', id: run }, field);
    const [only] = heads;
    if (heads.length === 1 && only && canonicalJson(only.value) === canonicalJson(value)) continue;
    if (heads.length === 0 && value === null) continue;
    set[field] = value;
    observed.push(...heads.map((head) => head.hash));
  }
  if (Object.keys(set).length === 0) return false;
  tx.append({ kind: 'run.update', body: { run, set }, observed });
  return true;
}
