// What is seen of a graph besides its nodes: which one is selected, which way is highlighted, what registered models list.
import { useCallback, useMemo } from 'react';
import type { LineageGraph, LineageNode } from '../../../shared/contract/lineage.js';
import { useEntryState } from '../../state/entryState.js';
import { directOf, edgeKey, indexGraph, nodeText, pathInGraph, type GraphIndex } from '../../ui/lineage/graphModel.js';
import { nodeSize, type Size } from '../../ui/lineage/place.js';
import type { ModelLine } from '../../ui/lineage/NodeCard.js';
import { modelLines } from '../../ui/lineage/modelLines.js';

const EMPTY: LineageGraph = { start: '', nodes: [], edges: [], found: 0, truncated: false, offered: { types: [], aliases: [] }, opened: [] };
const NO_LINES: readonly ModelLine[] = [];

export interface Shown {
  readonly graph: LineageGraph;
  readonly index: GraphIndex;
  readonly selected: string;
  readonly select: (id: string) => void;
  /** Where the highlighted way begins: the start, unless another node was chosen. */
  readonly from: string;
  readonly setFrom: (id: string) => void;
  readonly hot: ReadonlySet<string>;
  readonly hotEdges: ReadonlySet<string>;
  /** From there to what is selected; empty where nothing shown joins them. */
  readonly path: readonly string[];
  readonly linesOf: (model: string) => readonly ModelLine[];
  readonly sizeOf: (node: LineageNode) => Size;
  readonly said: (node: LineageNode) => string;
}

export function useShown(given: LineageGraph | undefined, start: string): Shown {
  const graph = given ?? EMPTY;
  const index = useMemo(() => indexGraph(graph), [graph]);
  const lines = useMemo(() => modelLines(graph), [graph]);
  const [chosen, select] = useEntryState<string>('selected', start);
  const selected = index.nodes.has(chosen) ? chosen : start;
  const [begun, setFrom] = useEntryState<string>('pathFrom', start);
  const from = index.nodes.has(begun) ? begun : start;
  const path = useMemo(() => (selected === from ? [] : pathInGraph(index, from, selected)), [index, from, selected]);
  const hot = useMemo(() => (selected === from ? directOf(index, from) : new Set(path)), [index, from, selected, path]);
  const hotEdges = useMemo(() => {
    const steps = new Set(path.slice(1).flatMap((id, at) => [`${path[at]} ${id}`, `${id} ${path[at]}`]));
    return new Set(graph.edges.filter((edge) => (selected === from ? hot.has(edge.from) && hot.has(edge.to) : steps.has(`${edge.from} ${edge.to}`))).map(edgeKey));
  }, [graph, hot, path, selected, from]);
  const linesOf = useCallback((model: string) => lines.get(model) ?? NO_LINES, [lines]);
  const sizeOf = useCallback((node: LineageNode) => nodeSize(node, node.kind === 'model' ? (lines.get(node.id)?.length ?? 0) : 0), [lines]);
  const said = useCallback((node: LineageNode) => nodeText(index, node), [index]);
  return { graph, index, selected, select, from, setFrom, hot, hotEdges, path, linesOf, sizeOf, said };
}
