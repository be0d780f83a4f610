// Cells of the table of runs, asked for in blocks as they come into sight, and asked for again when runs change.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
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
const STAYING: ReadonlySet<string> = new Set(ALWAYS);

interface Question {
  readonly selection: Partial<RunSelection>;
  readonly columns: readonly string[];
  readonly sort: Sort;
}

interface Block {
  readonly rows: readonly RunTableRow[];
  /** Column id -> place in the cells of each row. */
  readonly places: ReadonlyMap<string, number>;
}

/** By block of rows, then by block of columns. */
type Blocks = ReadonlyMap<number, ReadonlyMap<number, Block>>;

function withBlock(blocks: Blocks, rowBlock: number, columnBlock: number, block: Block): Blocks {
  return new Map(blocks).set(rowBlock, new Map(blocks.get(rowBlock)).set(columnBlock, block));
}

/** Any block of the rows: each carries the rows themselves and the columns that stay in sight. */
function anyBlock(blocks: Blocks, index: number): Block | undefined {
  return blocks.get(Math.floor(index / ROWS))?.values().next().value;
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
  const [state, setState] = useState<{ key: string; total: number; blocks: Blocks; error: CairnError | undefined }>({ key: '', total: 0, blocks: new Map(), error: undefined });
  const sight = useRef<Sight>({ rows: [0, 0], columns: [0, 0] });
  const asked = useRef({ key: '', stamp: -1, blocks: new Set<string>() });
  const askSeen = useRef(() => {});
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
        const block: Block = { rows, places: new Map(ids.map((id, place) => [id, place])) };
        setState((old) => ({ key, total, error: undefined, blocks: withBlock(old.key === key ? old.blocks : new Map(), rowBlock, columnBlock, block) }));
      } catch (error) {
        blocks.delete(name);
        if (asked.current.blocks === blocks) setState((old) => ({ ...old, key, error: asCairnError(error) }));
      }
    };
    askSeen.current = () => {
      const { rows, columns: across } = sight.current;
      for (let row = Math.floor(rows[0] / ROWS); row <= Math.floor(rows[1] / ROWS); row += 1) {
        for (let column = Math.floor(across[0] / COLUMNS); column <= Math.floor(across[1] / COLUMNS); column += 1) void ask(row, column);
      }
    };
    askSeen.current();
  }, [engine, key, stamp, tries]);

  const place = useMemo(() => new Map(columns.map((id, index) => [id, Math.floor(index / COLUMNS)])), [columns]);
  const { blocks } = state;
  const row = useCallback((index: number): RunTableRow | undefined => anyBlock(blocks, index)?.rows[index % ROWS], [blocks]);
  const value = useCallback(
    (index: number, column: string): JsonValue | undefined => {
      const block = STAYING.has(column) ? anyBlock(blocks, index) : blocks.get(Math.floor(index / ROWS))?.get(place.get(column) ?? 0);
      return block?.rows[index % ROWS]?.cells[block.places.get(column) ?? -1];
    },
    [blocks, place],
  );
  // No state: what comes into sight is no reason to draw the page anew.
  const onSight = useCallback((next: Sight) => {
    sight.current = next;
    askSeen.current();
  }, []);
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
      (error: unknown) => !control.signal.aborted && setState((old) => ({ ...old, error: asCairnError(error) })),
    );
    return () => control.abort();
  }, [engine, project, stamp, tries]);
  return { ...state, retry: useCallback(() => setTries((n) => n + 1), []) };
}
