// A run's rows as the client reads them back: one object a step, with the three names of its own.
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import type { Wandb } from './context.js';

export interface Line {
  readonly step: number;
  readonly values: Readonly<Record<string, JsonValue>>;
}

const PAGE = 5000;

/** All rows of a run in the order of their steps. */
export async function linesOf({ client }: Wandb, run: string, started: number): Promise<Line[]> {
  const lines: Line[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof client.runs.rows>> = await client.runs.rows({ run, cursor, limit: PAGE });
    for (const { row, step, time, values } of page.rows) {
      const at = step ?? row;
      lines.push({ step: at, values: { ...values, _step: at, _timestamp: time / 1000, _runtime: Math.max(0, (time - started) / 1000) } });
    }
    cursor = page.next;
  } while (cursor !== null);
  return lines.sort((a, b) => a.step - b.step);
}

/** Evenly, the first and the last always. */
export function sampled<T>(rows: readonly T[], count: number): T[] {
  if (rows.length <= count || count < 2) return rows.slice(0, Math.max(count, 0));
  return Array.from({ length: count }, (_, index) => rows[Math.round((index * (rows.length - 1)) / (count - 1))] as T);
}
