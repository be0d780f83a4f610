// Which run each log is: one whose key is made from its beginning may only begin like another, and is told apart by its rows.
import type { ImportRow, ImportRun } from '../../importers/types.js';
import { canonicalJson } from '../../domain/canonicalJson.js';
import { flatValues } from '../../domain/historyValues.js';
import type { EngineContext } from '../context.js';
import { rows as keptRows } from '../runs/history.js';
import { joinRuns } from '../../importers/joinRuns.js';
import { importedRunId, WRITER } from './known.js';
import type { FoundRun } from './find.js';

const PAGE = 5000;
/** Logs that begin alike; beyond these nobody looks. */
const MOST_ALIKE = 1000;

const textOf = (step: number | null, values: ImportRow['values']): string => canonicalJson([step, flatValues(values, 'a row of the log')]);

async function* textsOfLog(run: ImportRun): AsyncGenerator<string> {
  for await (const { step, values } of run.rows(() => undefined)) yield textOf(step, values);
}

/** Rows of a run that an import kept, as far as their bytes are here. */
async function* textsKept(engine: EngineContext, run: string): AsyncGenerator<string> {
  let cursor: string | null = JSON.stringify([WRITER, 0]);
  let next = 0;
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof keptRows>> = await keptRows(engine, { run, cursor, limit: PAGE });
    for (const { writer, row, step, values } of page.rows) {
      if (writer !== WRITER || row !== next) return;
      next += 1;
      yield textOf(step, values);
    }
    cursor = page.next;
  }
}

/** `same`: row for row; `longer`, `shorter`: the first goes on where the second ends, or ends before it; `other`: a row differs. */
type Likeness = 'same' | 'longer' | 'shorter' | 'other';

async function likeness(a: AsyncGenerator<string>, b: AsyncGenerator<string>): Promise<Likeness> {
  try {
    for (;;) {
      const [one, other] = [await a.next(), await b.next()];
      if (one.done === true || other.done === true) return one.done === other.done ? 'same' : one.done === true ? 'shorter' : 'longer';
      if (one.value !== other.value) return 'other';
    }
  } catch {
    return 'longer'; // a log that cannot be read is told when it is taken in
  } finally {
    await a.return(undefined);
    await b.return(undefined);
  }
}

/** Runs with the keys under which they are kept or will be. Of two copies of one log the longer is left; logs of one run that were given apart are one. */
export async function identified(engine: EngineContext, found: readonly FoundRun[], projectOf: (run: ImportRun) => string): Promise<FoundRun[]> {
  const kept = new Map<string, FoundRun>();
  for (const each of found) {
    const { run } = each;
    for (let n = 1; n <= MOST_ALIKE; n += 1) {
      const key = n === 1 ? run.key : `${run.key}-${n}`;
      const other = kept.get(key);
      if (run.keyIs === 'id') {
        const joined = other && joinRuns(other.run, run);
        if (!other) kept.set(key, each);
        else if (joined) kept.set(key, { ...other, run: joined });
        break;
      }
      const beside = other ? await likeness(textsOfLog(run), textsOfLog(other.run)) : 'longer';
      if (beside === 'other') continue;
      if (beside !== 'longer') break;
      const id = importedRunId(engine, key, projectOf(run));
      const before = engine.registry.read.run(id) === undefined ? undefined : await likeness(textsOfLog(run), textsKept(engine, id));
      if (before === 'other') continue;
      kept.set(key, { importer: each.importer, run: key === run.key ? run : { ...run, key }, ...(before === 'same' || before === 'shorter' ? { noNewRows: true } : {}) });
      break;
    }
  }
  return [...kept.values()];
}
