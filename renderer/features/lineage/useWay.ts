// How the two ends of a highlighted way are joined: in the graph that is shown, or on record beyond it.
import { useEffect, useState } from 'react';
import type { LineagePath } from '../../../shared/contract/lineage.js';
import { useEngine } from '../../api/EngineProvider.js';
import { directionOf, type GraphIndex } from '../../ui/lineage/graphModel.js';

export interface Way {
  /** `down`: the first led to the second. `up`: the other way. `around`: they share something. Null: nothing joins them. */
  readonly direction: LineagePath['direction'];
  readonly steps: number;
  /** Nodes of it that the graph does not show. */
  readonly missing: readonly string[];
}

/** `path` is what the graph itself joins them by. Undefined while it is not known, and where both ends are one. */
export function useWay(index: GraphIndex, path: readonly string[], from: string, to: string): Way | undefined {
  const engine = useEngine();
  const direction = path.length > 1 ? directionOf(index, path) : null;
  const known = direction === 'down' || direction === 'up';
  const asked = !known && from !== to && [from, to].every((id) => index.nodes.get(id)?.arrived && index.nodes.get(id)?.kind !== 'cluster') ? `${from} ${to}` : undefined;
  const [answer, setAnswer] = useState<{ readonly to: string; readonly way: LineagePath }>();
  useEffect(() => {
    if (asked === undefined) return undefined;
    const control = new AbortController();
    engine.lineage.path({ from: { ref: from }, to: { ref: to } }, { signal: control.signal }).then(
      (way) => !control.signal.aborted && setAnswer({ to: asked, way }),
      () => undefined, // what the graph shows stands
    );
    return () => control.abort();
  }, [engine, asked, from, to]);
  if (from === to) return undefined;
  const shown: Way = { direction, steps: Math.max(0, path.length - 1), missing: [] };
  if (asked === undefined) return shown;
  if (answer?.to !== asked) return direction === null ? undefined : shown;
  const { way } = answer;
  // What they share may be shown although a way on record is shorter.
  if (way.direction === null || (way.direction === 'around' && direction === 'around')) return shown;
  return { direction: way.direction, steps: way.nodes.length - 1, missing: way.nodes.flatMap((node) => (index.nodes.has(node.id) ? [] : [node.id])) };
}
