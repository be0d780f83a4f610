// What a run said over time: its metrics by step.
import { z } from 'zod';
import { CairnError } from '../../contract/errors.js';
import { Id } from '../../contract/primitives.js';
import { versionOf } from '../find.js';
import { Origin, originOf, panelKind, VersionOf } from '../types.js';
import { figureText, markdownTable, shortDigest } from '../words.js';

const MOST_KEYS = 4;
/** A line in a page that is carried about; extremes are kept, and what was left out is said. */
const POINTS = 400;

export const curves = panelKind({
  kind: 'curves',
  name: 'Metric curves',
  about: 'What a run, or the run that logged a version, said over time.',
  size: { w: 6, h: 8 },
  needs: 'version',
  settings: VersionOf.extend({ run: Id.optional(), keys: z.array(z.string()).max(MOST_KEYS).optional() }),
  data: z.object({
    run: z.object({ id: Id, name: z.string() }),
    /** The version whose run it is, where it was found by one. */
    of: Origin.nullable(),
    series: z.array(z.object({ key: z.string(), x: z.array(z.number()), y: z.array(z.number()), note: z.string().nullable(), last: z.number().nullable() })),
  }),
  async load(client, { run, keys, ...which }, signal) {
    const found = run === undefined ? await versionOf(client, which, signal) : undefined;
    const id = run ?? found?.run?.id;
    if (id === undefined) throw new CairnError('not_found', `No run is known to have logged ${found?.ref ?? 'it'}.`);
    const [detail, known] = await Promise.all([client.runs.get({ run: id }, { signal }), client.runs.keys({ run: id, limit: 200 }, { signal })]);
    const numeric = known.rows.filter(({ kind, count }) => kind === 'number' && count > 1).map(({ key }) => key);
    const wanted = (keys ?? numeric).slice(0, MOST_KEYS);
    const { series } = wanted.length === 0 ? { series: [] } : await client.runs.history({ runs: [id], keys: wanted, points: POINTS }, { signal });
    return { run: { id, name: detail.name }, of: found ? originOf(found) : null, series: series.map((each) => ({ key: each.key, x: each.x, y: each.y, note: each.note, last: each.last?.y ?? null })) };
  },
  title: ({ run }) => `Curves of ${run.name}`,
  figures: () => [],
  markdown: ({ series, of, run }) => `${of ? `Of ${of.ref} (${shortDigest(of.digest)}), logged by ${run.name}.\n\n` : ''}${markdownTable(['Metric', 'Last', 'Points'], series.map((each) => [each.key, figureText(each.last), each.note ?? String(each.x.length)]))}`,
});
