// One metric over the versions of a model, with which version held which alias below it.
import { z } from 'zod';
import { Digest, Id, Millis } from '../../contract/primitives.js';
import { holdsOf } from '../../util/aliasHolds.js';
import { aliasLane, inLaneOrder, MOST_LANES } from '../../util/aliasLanes.js';
import { chosenMetric, collectionOf, MOST_VERSIONS, versionsOf } from '../find.js';
import { panelKind } from '../types.js';
import { figureText, markdownTable, shortDigest } from '../words.js';
import { HoldData } from './aliasTimes.js';

export const metricAcross = panelKind({
  kind: 'metricAcross',
  name: 'Metric across versions',
  about: 'A metric over the versions of a model, and who held which alias.',
  size: { w: 8, h: 8 },
  needs: 'model',
  settings: z.object({ model: Id, metric: z.string().optional() }),
  data: z.object({
    name: z.string(),
    metric: z.string().nullable(),
    /** Oldest first; null where the version has no such number. */
    points: z.array(z.object({ id: Id, label: z.string(), ref: z.string(), digest: Digest, value: z.number().nullable(), at: Millis })),
    lanes: z.array(z.object({ alias: z.string(), bands: z.array(z.object({ hold: HoldData, start: z.number(), end: z.number(), now: z.boolean() })) })),
    /** Aliases there are; those after the lanes are not shown. */
    aliases: z.number().int().default(0),
    production: Id.nullable(),
    /** Versions there are; older ones than the points are not shown. */
    total: z.number().int(),
  }),
  async load(client, { model, metric }, signal) {
    const [row, found, states] = await Promise.all([collectionOf(client, model, signal), versionsOf(client, model, MOST_VERSIONS, signal), client.registry.aliases({ collection: model }, { signal })]);
    const chosen = chosenMetric(metric, row, found.rows);
    const oldest = [...found.rows].reverse();
    const arrivals = oldest.map(({ linked, created }) => linked?.at ?? created);
    const end = Math.max(Date.now(), arrivals.at(-1) ?? 0);
    const shown = inLaneOrder(states).slice(0, MOST_LANES);
    const lanes = await Promise.all(shown.map(async ({ alias }) => ({ alias, bands: [...aliasLane(holdsOf((await client.browse.history({ subject: model, alias, limit: 1000 }, { signal })).rows), arrivals, end)] })));
    return {
      name: row.name,
      metric: chosen ?? null,
      points: oldest.map((each, index) => {
        const value = chosen === undefined ? undefined : each.metrics[chosen];
        return { id: each.id, label: each.label, ref: `${row.name}:${each.label}`, digest: each.digest, value: typeof value === 'number' ? value : null, at: arrivals[index] ?? each.created };
      }),
      lanes,
      aliases: states.length,
      production: states.find(({ alias }) => alias === 'production')?.version ?? null,
      total: found.total,
    };
  },
  title: ({ metric, name }) => (metric === null ? `${name}: no metric was logged` : `${metric} by version`),
  figures: ({ points, metric }) => points.flatMap(({ ref, digest, value }) => (value === null ? [] : [{ key: `${ref} ${metric ?? ''}`, value, ref, digest }])),
  markdown: ({ points, metric }) => markdownTable(['Version', 'Digest', metric ?? ''], points.map((point) => [point.ref, shortDigest(point.digest), figureText(point.value)])),
});
