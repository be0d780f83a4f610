// What is seen of a graph besides its nodes: which one is selected, which way is highlighted, what registered models list.
import { useCallback, useMemo } from 'react';
import type { LineageGraph, LineageNode } from '../../../shared/contract/lineage.js';
import { useEntryState } from '../../state/entryState.js';
import { directOf, edgeKey, indexGraph, nodeText, pathInGraph, type GraphIndex } from './graphModel.js';
import { nodeSize, type Size } from './layout/place.js';
import type { ModelLine } from './NodeCard.js';

const EMPTY: LineageGraph = { start: '', nodes: [], edges: [], found: 0, truncated: false };
const NO_LINES: readonly ModelLine[] = [];

export interface Shown {
  readonly graph: LineageGraph;
  readonly index: GraphIndex;
  readonly selected: string;
  readonly select: (id: string) => void;
  readonly hot: ReadonlySet<string>;
  readonly hotEdges: ReadonlySet<string>;
  /** From the start to what is selected. */
  readonly path: readonly string[];
  readonly linesOf: (model: string) => readonly ModelLine[];
  readonly sizeOf: (node: LineageNode) => Size;
  readonly said: (node: LineageNode) => string;
}

/** The versions of each registered model that are in the graph, newest number first, those under an alias before the rest. */
function modelLines(graph: LineageGraph): ReadonlyMap<string, readonly ModelLine[]> {
  const lines = new Map<string, ModelLine[]>();
  for (const node of graph.nodes) {
    for (const link of node.links) {
      const line = { version: node.id, label: link.label, aliases: link.aliases };
      const list = lines.get(link.model);
      if (list) list.push(line);
      else lines.set(link.model, [line]);
    }
  }
  const held = (line: ModelLine): number => (line.aliases.some((alias) => alias.kind === 'set') ? 0 : 1);
  for (const list of lines.values()) list.sort((a, b) => held(a) - held(b) || b.label.localeCompare(a.label, undefined, { numeric: true }));
  return lines;
}

export function useShown(given: LineageGraph | undefined, start: string): Shown {
  const graph = given ?? EMPTY;
  const index = useMemo(() => indexGraph(graph), [graph]);
  const lines = useMemo(() => modelLines(graph), [graph]);
  const [chosen, select] = useEntryState<string>('selected', start);
  const selected = index.nodes.has(chosen) ? chosen : start;
  const path = useMemo(() => (selected === start ? [] : pathInGraph(index, start, selected)), [index, start, selected]);
  const hot = useMemo(() => (selected === start ? directOf(index, start) : new Set(path)), [index, start, selected, path]);
  const hotEdges = useMemo(() => {
    const steps = new Set(path.slice(1).flatMap((id, at) => [`${path[at]} ${id}`, `${id} ${path[at]}`]));
    return new Set(graph.edges.filter(({ from, to }) => (selected === start ? hot.has(from) && hot.has(to) : steps.has(`${from} ${to}`))).map(edgeKey));
  }, [graph, hot, path, selected, start]);
  const linesOf = useCallback((model: string) => lines.get(model) ?? NO_LINES, [lines]);
  const sizeOf = useCallback((node: LineageNode) => nodeSize(node, node.kind === 'model' ? (lines.get(node.id)?.length ?? 0) : 0), [lines]);
  const said = useCallback((node: LineageNode) => nodeText(index, node), [index]);
  return { graph, index, selected, select, hot, hotEdges, path, linesOf, sizeOf, said };
}
