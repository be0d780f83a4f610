// Cells of the table of runs, asked for in blocks as they come into sight, and asked for again when runs change.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Json } from '../../../shared/contract/primitives.js';
import type { RunColumn, RunSelection, RunTableRow } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import type { Sort } from '../../ui/columns.js';
import type { Sight } from '../../ui/WideTable.js';

type JsonValue = ReturnType<typeof Json.parse>;

const ROWS = 100;
const COLUMNS = 24;
/** What each block carries besides: the columns that stay in sight. */
const ALWAYS = ['started', 'finished', 'actor'];

interface Question {
  readonly selection: Partial<RunSelection>;
  readonly columns: readonly string[];
  readonly sort: Sort;
}

interface Block {
  readonly rows: readonly RunTableRow[];
  readonly columns: readonly string[];
}

export interface RunTable {
  readonly total: number;
  readonly loading: boolean;
  readonly error: CairnError | undefined;
  readonly row: (index: number) => RunTableRow | undefined;
  /** Undefined while it is on its way, null where the run has none. */
  readonly value: (index: number, column: string) => JsonValue | undefined;
  readonly onSight: (sight: Sight) => void;
  readonly retry: () => void;
}

/** `columns` in the order shown. A changed `stamp` reads anew what is in sight; the rows in sight stay until then. */
export function useRunTable(selection: Partial<RunSelection>, columns: readonly string[], sort: Sort, stamp: number): RunTable {
  const engine = useEngine();
  const key = JSON.stringify({ selection, columns, sort } satisfies Question);
  const [state, setState] = useState<{ key: string; total: number; blocks: ReadonlyMap<string, Block>; error: CairnError | undefined }>({ key: '', total: 0, blocks: new Map(), error: undefined });
  const [sight, setSight] = useState<Sight>({ rows: [0, 0], columns: [0, 0] });
  const asked = useRef({ key: '', stamp: -1, blocks: new Set<string>() });
  const [tries, setTries] = useState(0);

  useEffect(() => {
    const wanted = asked.current;
    if (wanted.key !== key || wanted.stamp !== stamp) asked.current = { key, stamp, blocks: new Set() };
    const { blocks } = asked.current;
    const question = JSON.parse(key) as Question;
    const order = [{ column: question.sort.column, direction: question.sort.descending ? ('desc' as const) : ('asc' as const) }];
    const ask = async (rowBlock: number, columnBlock: number): Promise<void> => {
      const name = `${rowBlock}:${columnBlock}`;
      if (blocks.has(name)) return;
      blocks.add(name);
      const ids = [...ALWAYS, ...question.columns.slice(columnBlock * COLUMNS, (columnBlock + 1) * COLUMNS)];
      try {
        const { rows, total } = await engine.runs.table({ ...question.selection, columns: ids, sort: order, offset: rowBlock * ROWS, limit: ROWS });
        if (asked.current.blocks !== blocks) return;
        setState((old) => ({ key, total, error: undefined, blocks: new Map(old.key === key ? old.blocks : []).set(name, { rows, columns: ids }) }));
      } catch (error) {
        blocks.delete(name);
        if (asked.current.blocks === blocks) setState((old) => ({ ...old, key, error: error instanceof CairnError ? error : new CairnError('internal', String(error)) }));
      }
    };
    for (let row = Math.floor(sight.rows[0] / ROWS); row <= Math.floor(sight.rows[1] / ROWS); row += 1) {
      for (let column = Math.floor(sight.columns[0] / COLUMNS); column <= Math.floor(sight.columns[1] / COLUMNS); column += 1) void ask(row, column);
    }
  }, [engine, key, stamp, sight, tries]);

  const place = useMemo(() => new Map(columns.map((id, index) => [id, Math.floor(index / COLUMNS)])), [columns]);
  const { blocks } = state;
  const row = useCallback(
    (index: number): RunTableRow | undefined => {
      const block = Math.floor(index / ROWS);
      for (const [name, { rows }] of blocks) if (name.startsWith(`${block}:`)) return rows[index % ROWS];
      return undefined;
    },
    [blocks],
  );
  const value = useCallback(
    (index: number, column: string): JsonValue | undefined => {
      const rowBlock = Math.floor(index / ROWS);
      const always = ALWAYS.indexOf(column);
      const block = always >= 0 ? [...blocks].find(([name]) => name.startsWith(`${rowBlock}:`))?.[1] : blocks.get(`${rowBlock}:${place.get(column) ?? 0}`);
      return block?.rows[index % ROWS]?.cells[block.columns.indexOf(column)];
    },
    [blocks, place],
  );
  const onSight = useCallback((next: Sight) => setSight((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next)), []);
  const retry = useCallback(() => setTries((n) => n + 1), []);
  const { total, error } = state;
  const loading = state.key !== key && blocks.size === 0 && !error;
  return useMemo(() => ({ total, loading, error, row, value, onSight, retry }), [total, loading, error, row, value, onSight, retry]);
}

/** The columns there are, and how many runs; read again when `stamp` moves. */
export function useRunColumns(project: string | undefined, stamp: number): { columns: readonly RunColumn[] | undefined; runs: number; error: CairnError | undefined; retry: () => void } {
  const engine = useEngine();
  const [state, setState] = useState<{ columns: readonly RunColumn[] | undefined; runs: number; error: CairnError | undefined }>({ columns: undefined, runs: 0, error: undefined });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    engine.runs.columns({ ...(project === undefined ? {} : { project }) }, { signal: control.signal }).then(
      ({ columns, runs }) => !control.signal.aborted && setState({ columns, runs, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState((old) => ({ ...old, error: error instanceof CairnError ? error : new CairnError('internal', String(error)) })),
    );
    return () => control.abort();
  }, [engine, project, stamp, tries]);
  return { ...state, retry: useCallback(() => setTries((n) => n + 1), []) };
}
