// The head of a model's dashboard: who holds the alias that matters, since when, and its metrics against the holder before it.
import { z } from 'zod';
import { AliasBadge } from '../../contract/entities.js';
import { Digest, Id, MetricValue, Millis } from '../../contract/primitives.js';
import { holdsOf } from '../../util/aliasHolds.js';
import { collectionOf, metricNames, MOST_VERSIONS, versionsOf } from '../find.js';
import { Origin, panelKind } from '../types.js';
import { dayText, figureText, markdownTable, shortDigest } from '../words.js';

/** Figures beside the holder; four columns are one line of a page. */
const FIGURES = 3;

const Data = z.object({
  model: z.object({ id: Id, name: z.string(), entity: z.string(), about: z.string(), versions: z.number().int() }),
  alias: z.string(),
  contested: z.boolean(),
  holder: Origin.extend({ label: z.string(), since: Millis, by: z.string(), note: z.string().nullable() }).nullable(),
  /** The one that held it before, where it is still listed. */
  before: z.object({ label: z.string(), ref: z.string(), digest: Digest }).nullable(),
  figures: z.array(z.object({ key: z.string(), value: MetricValue, before: MetricValue.nullable(), direction: z.enum(['max', 'min']).nullable() })),
  aliases: z.array(z.object({ alias: AliasBadge, label: z.string(), digest: Digest.nullable() })),
});
export type ModelHeaderData = z.infer<typeof Data>;

export const modelHeader = panelKind({
  kind: 'modelHeader',
  name: 'Model header',
  about: 'Which version holds an alias, since when, and its figures against the one before it.',
  size: { w: 12, h: 4 },
  needs: 'model',
  settings: z.object({ model: Id, alias: z.string().default('production'), metric: z.string().optional() }),
  data: Data,
  async load(client, { model, alias, metric }, signal) {
    const [row, versions, states, moves] = await Promise.all([
      collectionOf(client, model, signal),
      versionsOf(client, model, MOST_VERSIONS, signal),
      client.registry.aliases({ collection: model }, { signal }),
      client.browse.history({ subject: model, alias, limit: 100 }, { signal }),
    ]);
    const state = states.find((each) => each.alias === alias);
    const held = versions.rows.find(({ id }) => id === state?.version);
    const former = holdsOf(moves.rows).find(({ label }) => label !== state?.label)?.label;
    const before = versions.rows.find(({ label }) => label === former);
    const first = [metric, row.headline?.metric].filter((name) => name !== undefined);
    const names = held ? [...new Set([...first, ...metricNames([held])])].filter((name) => held.metrics[name] !== undefined).slice(0, FIGURES) : [];
    return {
      model: { id: row.id, name: row.name, entity: row.entity, about: row.description.slice(0, 300), versions: row.versions },
      alias,
      contested: state?.contest != null,
      holder: held && state ? { version: held.id, ref: `${row.name}:${held.label}`, digest: held.digest, label: held.label, since: state.at, by: state.actor.name, note: state.note } : null,
      before: before ? { label: before.label, ref: `${row.name}:${before.label}`, digest: before.digest } : null,
      figures: names.map((key) => ({ key, value: held?.metrics[key] ?? 'NaN', before: before?.metrics[key] ?? null, direction: row.headline?.metric === key ? row.headline.direction : null })),
      aliases: states.flatMap((each) => (each.label === null ? [] : [{ alias: { name: each.alias, kind: 'set' as const, contested: each.contest !== null }, label: each.label, digest: versions.rows.find(({ id }) => id === each.version)?.digest ?? null }])),
    };
  },
  title: ({ model }) => model.name,
  figures({ model, alias, holder, figures, aliases }) {
    const placed = aliases.flatMap(({ alias: { name }, label, digest }) => (digest === null ? [] : [{ key: `${model.name} ${name}`, value: label, ref: `${model.name}:${label}`, digest }]));
    return holder ? [...placed, ...figures.map(({ key, value }) => ({ key: `${alias} ${key}`, value, ref: holder.ref, digest: holder.digest }))] : placed;
  },
  markdown({ alias, holder, figures, before }) {
    if (!holder) return `No version holds ${alias}.`;
    const since = `**${holder.ref}** (${shortDigest(holder.digest)}) holds ${alias} since ${dayText(holder.since)}, ${holder.by}.`;
    return figures.length === 0 ? since : `${since}\n\n${markdownTable(['Metric', holder.label, ...(before ? [before.label] : [])], figures.map((figure) => [figure.key, figureText(figure.value), ...(before ? [figureText(figure.before)] : [])]))}`;
  },
});
