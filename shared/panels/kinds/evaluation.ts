// The first rows of an evaluation table, with their pictures.
import { z } from 'zod';
import { TableColumn, TableRow } from '../../contract/tables.js';
import { mediaPath } from '../../util/mediaPath.js';
import { tableOf } from '../tables.js';
import { Origin, panelKind, VersionOf } from '../types.js';
import { figureText, markdownTable, shortDigest } from '../words.js';

const MOST_COLUMNS = 8;

export const evaluation = panelKind({
  kind: 'evaluation',
  name: 'Evaluation table',
  about: 'Predictions of a version, example by example, with their images.',
  size: { w: 7, h: 10 },
  needs: 'version',
  settings: VersionOf.extend({ path: z.string().max(4096).optional(), rows: z.number().int().min(1).max(100).default(12) }),
  data: z.object({ of: Origin, about: Origin.pick({ ref: true, digest: true }), path: z.string(), columns: z.array(TableColumn), rows: z.array(TableRow), total: z.number().int() }),
  async load(client, { path, rows, ...which }, signal) {
    const { info, of, about } = await tableOf(client, which, path, signal);
    const columns = info.columns.slice(0, MOST_COLUMNS);
    const page = await client.tables.page({ version: info.version, path: info.path, limit: rows, columns: columns.map(({ name }) => name) }, { signal });
    return { of, about: { ref: about.ref, digest: about.digest }, path: info.path, columns, rows: page.rows, total: page.total };
  },
  title: ({ about }) => `Evaluation of ${about.ref}`,
  figures: ({ of, about, total }) => [{ key: `evaluation of ${about.ref.replace(/:[^:]*$/, '')}`, value: `${of.ref}, ${total} rows`, ref: of.ref, digest: of.digest }],
  media: ({ of, rows }) => rows.flatMap(({ cells }) => cells.flatMap((cell) => (mediaPath(cell)?.kind === 'image' ? [{ version: of.version, path: mediaPath(cell)?.path ?? '' }] : []))),
  markdown: ({ of, path, columns, rows, total }) => `${of.ref} (${shortDigest(of.digest)}), ${path}: ${rows.length} of ${total} rows.\n\n${markdownTable(columns.map(({ name }) => name), rows.map(({ cells }) => cells.map((cell) => mediaPath(cell)?.path ?? figureText(cell))))}`,
});
