// A lineage that can be panned, zoomed and walked by keys; or read as a list.
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { LineageNode } from '../../shared/contract/lineage.js';
import type { PanelData } from '../../shared/panels/registry.js';
import { Digest } from '../ui/Digest.js';
import { directOf, edgeKey, indexGraph, kindWord, pathInGraph } from '../ui/lineage/graphModel.js';
import { modelLines } from '../ui/lineage/modelLines.js';
import { layered, nodeSize, type Layout } from '../ui/lineage/place.js';
import { usePanelHost } from '../ui/report/host.js';
import { PanelTable, type PanelColumn } from '../ui/report/PanelTable.js';
import css from '../ui/report/Report.module.css';

const FlowView = lazy(async () => ({ default: (await import('../ui/lineage/FlowView.js')).FlowView }));
const NOTHING = (): void => undefined;

export function LineagePanel({ data: { graph, of } }: { data: PanelData<'lineage'> }): ReactNode {
  const { open } = usePanelHost();
  const [selected, setSelected] = useState(graph.start);
  const [list, setList] = useState(false);
  const index = useMemo(() => indexGraph(graph), [graph]);
  const lines = useMemo(() => modelLines(graph), [graph]);
  const linesOf = useCallback((model: string) => lines.get(model) ?? [], [lines]);
  const sizeOf = useCallback((node: LineageNode) => nodeSize(node, lines.get(node.id)?.length ?? 0), [lines]);
  const layout = useMemo<Layout>(() => ({ graph, places: layered(graph.nodes, graph.edges, sizeOf), laid: 0 }), [graph, sizeOf]);
  const { hot, hotEdges } = useMemo(() => {
    const way = selected === graph.start ? directOf(index, selected) : new Set(pathInGraph(index, graph.start, selected));
    return { hot: way, hotEdges: new Set(graph.edges.filter(({ from, to }) => way.has(from) && way.has(to)).map(edgeKey)) };
  }, [graph, index, selected]);
  const show = (id: string): void => {
    const node = index.nodes.get(id);
    if (!open || !node?.arrived) return;
    if (node.kind === 'version') open({ view: 'version', version: id, tab: 'overview' });
    else if (node.kind === 'model') open({ view: 'collection', collection: id });
    else if (node.kind === 'run') open({ view: 'run', run: id, tab: 'overview' });
  };
  const clusters = graph.nodes.filter(({ kind }) => kind === 'cluster').length;
  const note = `${graph.truncated ? 'the nearest ' : ''}${graph.found} nodes${clusters > 0 ? ` as ${graph.nodes.length}, ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}` : ''}${graph.truncated ? '; the lineage page has all' : ''}`;
  return (
    <>
      {list ? (
        <Listed graph={graph} onOpen={open && show} />
      ) : (
        <div className={css.fill}>
          <Suspense fallback={null}>
            <FlowView within layout={layout} index={index} label={`Lineage of ${of?.ref ?? index.nodes.get(graph.start)?.ref ?? ''}`} start={graph.start} selected={selected} hot={hot} hotEdges={hotEdges} linesOf={linesOf} sizeOf={sizeOf} note={note} onSelect={setSelected} onOpen={show} onGrow={NOTHING} onOpenCluster={NOTHING} />
          </Suspense>
        </div>
      )}
      <p className={css.foot}>
        {of && (
          <span className="row">
            of <span className="ver">{of.ref}</span> <Digest value={of.digest} />
          </span>
        )}
        <button type="button" className={css.opens} aria-pressed={list} onClick={() => setList(!list)}>
          {list ? 'Show as graph' : 'Show as list'}
        </button>
      </p>
    </>
  );
}

function Listed({ graph, onOpen }: { graph: PanelData<'lineage'>['graph']; onOpen: ((id: string) => void) | undefined }): ReactNode {
  const name = new Map(graph.nodes.map(({ id, ref }) => [id, ref]));
  const from = (id: string): string => graph.edges.filter(({ to }) => to === id).map((edge) => name.get(edge.from) ?? '').join(', ');
  const columns: readonly PanelColumn<LineageNode>[] = [
    { head: 'Name', cell: (node) => <span className="ver">{node.ref}</span> },
    { head: 'Kind', cell: (node) => kindWord(node) },
    { head: 'From', cell: (node) => from(node.id) },
    { head: 'Digest', cell: (node) => node.digest && <Digest value={node.digest} tabIndex={-1} /> },
  ];
  return <PanelTable label="Lineage" columns={columns} rows={graph.nodes} idOf={({ id }) => id} onOpen={onOpen && ((node) => onOpen(node.id))} />;
}
