// tables.*: each call of the contract and what answers it.
import type { PairInput, TableId } from '../../../../shared/contract/tables.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import { curves } from '../../tables/curves.js';
import { mediaFacts } from '../../tables/media.js';
import { openPair, pairExamples, pairSlices, pairTotals, type OpenPair } from '../../tables/pair.js';
import { columnStats, confusion, groupRows, tablePage } from '../../tables/table.js';
import type { z } from 'zod';
import { os, type EngineContext } from '../context.js';
import { filesOf, openTable, tableInfo } from './open.js';

type Pair = z.infer<typeof PairInput>;

/** Bytes of a picture or sound that travel to the page at once. */
const MAX_MEDIA_BYTES = 32 * 1024 * 1024;
/** Enough of a file to find the size of a picture in: JPEG may carry large thumbnails before it. */
const HEAD_BYTES = 512 * 1024;

/** Pairs joined last, by what they join: pages and slices ask for one again and again. */
const MAX_PAIRS = 3;
const pairs = new WeakMap<EngineContext, Map<string, OpenPair>>();

async function pairOf(engine: EngineContext, { left, right, id, truth, prediction }: Pair): Promise<OpenPair> {
  const [a, b] = [await openTable(engine, left), await openTable(engine, right)];
  const key = JSON.stringify([a.file, b.file, id, truth, prediction]);
  const known = pairs.get(engine) ?? new Map<string, OpenPair>();
  pairs.set(engine, known);
  const found = known.get(key) ?? openPair(a.file, a.meta, b.file, b.meta, { id, truth, prediction });
  known.delete(key);
  known.set(key, found);
  for (const [oldest, { db }] of known) {
    if (known.size <= MAX_PAIRS) break;
    db.close();
    known.delete(oldest);
  }
  return found;
}

/** Closes the joins: before the data root is left. */
export function closePairs(engine: EngineContext): void {
  for (const { db } of pairs.get(engine)?.values() ?? []) db.close();
  pairs.delete(engine);
}

async function media(engine: EngineContext, { version, path }: z.infer<typeof TableId>): Promise<{ kind: 'image' | 'audio' | 'html' | 'other'; mime: string; bytes: number; base64: string; width: number | null; height: number | null }> {
  const entry = filesOf(engine, version).get(path);
  if (!entry) throw new CairnError('not_found', `Showing "${path}" failed: the version has no such file.`, { version, path });
  return engine.cache.withSource(entry.digest as Digest, path, async (source) => {
    const facts = mediaFacts(path, await source.read(0, HEAD_BYTES));
    if (source.size > MAX_MEDIA_BYTES) throw new CairnError('malformed_file', `Showing ${path}: it is ${source.size} bytes long, and at most ${MAX_MEDIA_BYTES} are shown. Take the file out to look at it.`, { path, size: source.size });
    return { ...facts, bytes: source.size, base64: Buffer.from(await source.read(0, source.size)).toString('base64') };
  });
}

const { tables } = os;

export const tablesCommands = {
  open: tables.open.handler(({ input, context: { engine } }) => tableInfo(engine, input.ref, input.path)),
  page: tables.page.handler(async ({ input, context: { engine } }) => tablePage(await openTable(engine, input), input, input.sort, input.columns, input.offset, input.limit)),
  column: tables.column.handler(async ({ input, context: { engine } }) => {
    const table = await openTable(engine, input);
    const type = table.meta.columns.find((column) => column.name === input.column)?.type ?? 'text';
    return { type, ...columnStats(table, input, input.column) };
  }),
  group: tables.group.handler(async ({ input, context: { engine } }) => groupRows(await openTable(engine, input), input, input.by, input.columns)),
  media: tables.media.handler(({ input, context: { engine } }) => media(engine, input)),
  confusion: tables.confusion.handler(async ({ input, context: { engine } }) => confusion(await openTable(engine, input), input, input.truth, input.prediction)),
  curves: tables.curves.handler(async ({ input, context: { engine } }) => {
    const found = curves(await openTable(engine, input), input, input.truth, input.positive, input.score);
    return { ...found };
  }),
  compare: tables.compare.handler(async ({ input, context: { engine } }) => ({ ...pairTotals(await pairOf(engine, input)) })),
  slices: tables.slices.handler(async ({ input, context: { engine } }) => pairSlices(await pairOf(engine, input), input.by, input.side)),
  examples: tables.examples.handler(async ({ input, context: { engine } }) => {
    const pair = await pairOf(engine, input);
    const columns = (side: 'left' | 'right'): { name: string; type: (typeof pair.left.columns)[number]['type']; nulls: number }[] => pair[side].columns.map((column) => ({ ...column }));
    return { ...pairExamples(pair, input), leftColumns: columns('left'), rightColumns: columns('right') };
  }),
};
