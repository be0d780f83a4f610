// Every registered model with who holds which alias, and the figure it is judged by.
import { z } from 'zod';
import type { CollectionRow } from '../../contract/entities.js';
import { Digest, Id, MetricValue, Millis } from '../../contract/primitives.js';
import { versionsOf } from '../find.js';
import { panelKind, type PanelClient, type Signal } from '../types.js';
import { figureText, markdownTable } from '../words.js';

/** Aliases that decide whose figure stands for the model. */
const RANK = ['production', 'staging', 'candidate', 'best', 'latest'];
const MOST = 25;

const Row = z.object({
  id: Id,
  name: z.string(),
  entity: z.string(),
  versions: z.number().int(),
  aliases: z.array(z.object({ name: z.string(), label: z.string(), contested: z.boolean() })),
  figure: z.object({ metric: z.string(), value: MetricValue, alias: z.string(), ref: z.string(), digest: Digest }).nullable(),
  updated: Millis,
});

async function rowOf(client: PanelClient, row: CollectionRow, signal: Signal): Promise<z.infer<typeof Row>> {
  const alias = RANK.find((name) => row.aliases[name] !== undefined);
  const metric = row.headline?.metric;
  const rows = alias === undefined || metric === undefined ? [] : (await versionsOf(client, row.id, 200, signal)).rows;
  const held = rows.find(({ label }) => alias !== undefined && label === row.aliases[alias]);
  const value = metric === undefined ? undefined : held?.metrics[metric];
  return {
    id: row.id,
    name: row.name,
    entity: row.entity,
    versions: row.versions,
    aliases: Object.entries(row.aliases).flatMap(([name, label]) => (name === 'latest' ? [] : [{ name, label, contested: row.contested.includes(name) }])),
    figure: held && metric !== undefined && alias !== undefined && value !== undefined ? { metric, value, alias, ref: `${row.name}:${held.label}`, digest: held.digest } : null,
    updated: row.updated,
  };
}

export const models = panelKind({
  kind: 'models',
  name: 'Registered models',
  about: 'Every registered model and who is in production.',
  size: { w: 12, h: 7 },
  needs: 'nothing',
  settings: z.object({}),
  data: z.object({ rows: z.array(Row), total: z.number().int() }),
  async load(client, _settings, signal) {
    const page = await client.browse.query({ text: '', of: 'models', limit: MOST }, { signal });
    const found = page.of === 'models' ? page.rows : [];
    return { rows: await Promise.all(found.map((row) => rowOf(client, row, signal))), total: page.total };
  },
  title: () => 'Registered models',
  figures: ({ rows }) => rows.flatMap(({ figure, name }) => (figure ? [{ key: `${name} ${figure.alias} ${figure.metric}`, value: figure.value, ref: figure.ref, digest: figure.digest }] : [])),
  markdown: ({ rows }) => markdownTable(['Model', 'Versions', 'Aliases', 'Figure'], rows.map((row) => [row.name, String(row.versions), row.aliases.map(({ name, label }) => `${name} ${label}`).join(', '), row.figure ? `${row.figure.metric} ${figureText(row.figure.value)} (${row.figure.ref})` : ''])),
});
