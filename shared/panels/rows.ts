// A version as a row of a panel: what it is called there, its digest, and some of its metrics.
import { z } from 'zod';
import { AliasBadge, type VersionRow } from '../contract/entities.js';
import { Bytes, Digest, Id, Metrics, Millis } from '../contract/primitives.js';
import type { Figure } from './types.js';
import { figureText, markdownTable, shortDigest } from './words.js';

export const PanelRow = z.object({ id: Id, label: z.string(), ref: z.string(), digest: Digest, aliases: z.array(AliasBadge), metrics: Metrics, at: Millis, by: z.string(), bytes: Bytes, deleted: z.boolean() });
export type PanelRow = z.infer<typeof PanelRow>;

/** `name` is what the list calls it; a link of a model is not called by its own name. */
export function panelRow(row: VersionRow, name: string, metrics: readonly string[]): PanelRow {
  const kept = Object.fromEntries(metrics.flatMap((key) => (row.metrics[key] === undefined ? [] : [[key, row.metrics[key]]])));
  return { id: row.id, label: row.label, ref: `${name}:${row.label}`, digest: row.digest, aliases: row.aliases, metrics: kept, at: row.linked?.at ?? row.created, by: row.linked?.actor.name ?? row.actor.name, bytes: row.bytes, deleted: row.deleted };
}

export function rowFigures(rows: readonly PanelRow[]): Figure[] {
  return rows.flatMap(({ ref, digest, metrics }) => Object.entries(metrics).map(([key, value]) => ({ key: `${ref} ${key}`, value, ref, digest })));
}

export function rowsMarkdown(rows: readonly PanelRow[], metrics: readonly string[]): string {
  return markdownTable(['Version', 'Digest', 'Aliases', ...metrics], rows.map((row) => [row.ref, shortDigest(row.digest), row.aliases.filter(({ kind }) => kind === 'set').map(({ name }) => name).join(', '), ...metrics.map((key) => figureText(row.metrics[key]))]));
}
