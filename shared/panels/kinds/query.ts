// What a query finds: versions with their metrics, or models, artifacts and runs by name.
import { z } from 'zod';
import { AliasBadge } from '../../contract/entities.js';
import { Digest, Id, Metrics, Millis } from '../../contract/primitives.js';
import { QueryTarget } from '../../contract/query.js';
import { metricNames } from '../find.js';
import { panelKind } from '../types.js';
import { figureText, markdownTable, shortDigest } from '../words.js';

const COLUMNS = 3;
const Row = z.object({ id: Id, ref: z.string(), digest: Digest.nullable(), aliases: z.array(AliasBadge), metrics: Metrics, words: z.string(), at: Millis });

export const query = panelKind({
  kind: 'query',
  name: 'Query result',
  about: 'What a query finds, asked anew each time.',
  size: { w: 12, h: 7 },
  needs: 'query',
  settings: z.object({ text: z.string().max(2000).default(''), of: QueryTarget.default('versions'), limit: z.number().int().min(1).max(100).default(20) }),
  data: z.object({ text: z.string(), of: QueryTarget, words: z.string(), metrics: z.array(z.string()), rows: z.array(Row), total: z.number().int() }),
  async load(client, { text, of, limit }, signal) {
    const page = await client.browse.query({ text, of, limit }, { signal });
    const metrics = page.of === 'versions' ? metricNames(page.rows).slice(0, COLUMNS) : [];
    const rows = ((): z.infer<typeof Row>[] => {
      if (page.of === 'versions') return page.rows.map((row) => ({ id: row.id, ref: row.ref, digest: row.digest, aliases: [...new Map([...row.models.flatMap((model) => model.aliases), ...row.aliases].map((alias) => [alias.name, alias])).values()], metrics: Object.fromEntries(metrics.flatMap((key) => (row.metrics[key] === undefined ? [] : [[key, row.metrics[key]]]))), words: row.models.map(({ name, label }) => `${name}:${label}`).join(', '), at: row.created }));
      if (page.of === 'runs') return page.rows.map((row) => ({ id: row.id, ref: row.name, digest: null, aliases: [], metrics: {}, words: `${row.jobType}, ${row.state}`, at: row.started }));
      return page.rows.map((row) => ({ id: row.id, ref: row.name, digest: null, aliases: [], metrics: {}, words: Object.entries(row.aliases).map(([name, label]) => `${name} ${label}`).join(', '), at: row.updated }));
    })();
    return { text, of, words: page.words, metrics, rows, total: page.total };
  },
  title: ({ text }) => (text === '' ? 'Everything' : text),
  figures: ({ rows }) => rows.flatMap(({ ref, digest, metrics }) => (digest === null ? [] : Object.entries(metrics).map(([key, value]) => ({ key: `${ref} ${key}`, value, ref, digest })))),
  markdown: ({ words, rows, metrics, total }) => `${words}: ${rows.length} of ${total}.\n\n${markdownTable(['Name', 'Digest', '', ...metrics], rows.map((row) => [row.ref, row.digest === null ? '' : shortDigest(row.digest), row.words, ...metrics.map((key) => figureText(row.metrics[key]))]))}`,
});
