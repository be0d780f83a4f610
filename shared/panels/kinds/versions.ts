// The newest versions of a model or collection with their aliases and metrics.
import { z } from 'zod';
import { Id } from '../../contract/primitives.js';
import { chosenMetric, collectionOf, metricNames, versionsOf } from '../find.js';
import { PanelRow, panelRow, rowFigures, rowsMarkdown } from '../rows.js';
import { panelKind } from '../types.js';

const COLUMNS = 4;

export const versions = panelKind({
  kind: 'versions',
  name: 'Versions',
  about: 'The newest versions of a model with their aliases and metrics.',
  size: { w: 12, h: 8 },
  needs: 'model',
  settings: z.object({ model: Id, metric: z.string().optional(), limit: z.number().int().min(1).max(200).default(20) }),
  data: z.object({ id: Id, name: z.string(), registered: z.boolean(), metrics: z.array(z.string()), rows: z.array(PanelRow), total: z.number().int() }),
  async load(client, { model, metric, limit }, signal) {
    const [row, found] = await Promise.all([collectionOf(client, model, signal), versionsOf(client, model, limit, signal)]);
    const first = chosenMetric(metric, row, found.rows);
    const metrics = [...new Set([...(first === undefined ? [] : [first]), ...metricNames(found.rows)])].slice(0, COLUMNS);
    return { id: row.id, name: row.name, registered: row.form === 'registered', metrics, rows: found.rows.map((each) => panelRow(each, row.name, metrics)), total: found.total };
  },
  title: ({ name }) => `Versions of ${name}`,
  figures: ({ rows }) => rowFigures(rows),
  markdown: ({ rows, metrics }) => rowsMarkdown(rows, metrics),
});
