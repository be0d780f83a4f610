// How safe a version is to load: what policies ask, and what its badge shows.
import { SafetyLevel } from '../../../../shared/contract/entities.js';
import type { Db } from '../database.js';

/** The place of a level in `SafetyLevel.options`, as the table of facts keeps it. */
export function safetyRank(level: SafetyLevel): number {
  return SafetyLevel.options.indexOf(level);
}

/**
 * The worst level of the files of a manifest that were looked into by any parser; `unknown` where none was. The one place
 * that a policy's `safety clean` reads.
 */
export function safetyOfManifest(db: Db, manifest: string): SafetyLevel {
  const row = db.get<{ rank: number | null }>('SELECT max(coalesce(f.safety, 1)) AS rank FROM manifest_blobs b JOIN facts f ON f.blob = b.blob WHERE b.manifest = ?', manifest);
  return SafetyLevel.options[row?.rank ?? safetyRank('unknown')] ?? 'unknown';
}
