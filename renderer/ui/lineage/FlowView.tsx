// The graph in React Flow: at most 400 nodes are mounted, those in sight; more than that is drawn on one canvas beneath.
import { useComputedColorScheme } from '@mantine/core';
import { MarkerType, MiniMap, Position, ReactFlow, ReactFlowProvider, useReactFlow, useStoreApi, type Edge, type Node, type NodeProps, type Viewport } from 'reactflow';
import 'reactflow/dist/style.css';
import { useCallback, useEffect, useId, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { useSize } from '../useSize.js';
import { edgeKey, neighbourByKey, nodeText, type GraphIndex } from './graphModel.js';
import css from './Lineage.module.css';
import type { Layout } from './place.js';
import type { Size } from './place.js';
import { NodeCard, type CardProps, type ModelLine } from './NodeCard.js';
import { Overview } from './Overview.js';
import { inSight, MOST_MOUNTED, showsCards } from './sight.js';
import { ZoomBar } from './ZoomBar.js';

/** How long the view has to rest before it is seen to anew. */
const REST_MS = 120;
/** Below this width the map would cover what it maps. */
const MAP_WIDTH = 560;
const ROLE_WORDS = { used: 'used', produced: 'made', linked: 'linked', through: 'through' } as const;

export interface FlowHandle {
  /** Brings a node into the middle. */
  fly(id: string): void;
  fit(): void;
}

export interface FlowViewProps {
  readonly layout: Layout;
  readonly index: GraphIndex;
  readonly label: string;
  readonly start: string;
  /** Where the highlighted way begins, if that is not the start. */
  readonly from?: string;
  readonly selected: string;
  /** Nodes on the way that is highlighted; undefined highlights nothing. */
  readonly hot: ReadonlySet<string>;
  readonly hotEdges: ReadonlySet<string>;
  readonly linesOf: (model: string) => readonly ModelLine[];
  readonly sizeOf: (node: LineageNode) => Size;
  readonly note: string;
  /** It stands inside a page that scrolls: the wheel is the page's. */
  readonly within?: boolean;
  readonly onSelect: (id: string) => void;
  /** Highlights the way from what is selected to this one. */
  readonly onPath?: (id: string) => void;
  readonly onFrom?: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onGrow: (id: string, to: 'up' | 'down') => void;
  /** Absent where what is shown cannot be changed. */
  readonly onHide?: (id: string, to: 'up' | 'down') => void;
  readonly onOpenCluster: (id: string) => void;
  readonly handle?: Ref<FlowHandle>;
}

type CardNode = Node<CardProps & Record<string, unknown>, 'card'>;

/** Where edges end, as React Flow finds it when it measures a node. Its own Handle looks at each move of the view whether somebody draws an edge. */
function Card({ data }: NodeProps<CardNode>): ReactNode {
  return (
    <>
      <i className="react-flow__handle react-flow__handle-left target" data-handlepos={Position.Left} />
      <NodeCard {...data} />
      <i className="react-flow__handle react-flow__handle-right source" data-handlepos={Position.Right} />
    </>
  );
}

const NODE_TYPES = { card: Card };

export function FlowView(props: FlowViewProps): ReactNode {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function useSight(layout: Layout, sizeOf: FlowViewProps['sizeOf'], size: Size): { readonly cards: boolean; readonly seen: readonly LineageNode[] } {
  const store = useStoreApi();
  const [still, setStill] = useState(() => store.getState().transform);
  // While the view moves nothing is mounted, let go or rendered: that waits until it has come to rest.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe(({ transform }, before) => {
      if (transform === before.transform) return;
      clearTimeout(timer);
      timer = setTimeout(() => setStill(transform), REST_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  const { nodes } = layout.graph;
  const few = nodes.length <= MOST_MOUNTED;
  return useMemo(() => {
    const seen = few ? nodes : inSight(layout, sizeOf, still, size);
    return { cards: few || showsCards(still[2], seen.length), seen };
  }, [few, nodes, layout, sizeOf, still, size]);
}

/**
 * While the view moves what it shows is one picture that is shifted, painted no more; at rest it is painted in its place, sharply.
 * Gives what to call when it is about to move.
 */
function useMoving(): () => void {
  const store = useStoreApi();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const moves = useCallback(() => {
    const { domNode } = store.getState();
    domNode?.setAttribute('data-moving', '');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => domNode?.removeAttribute('data-moving'), REST_MS);
  }, [store]);
  useEffect(() => {
    const stop = store.subscribe(({ transform }, before) => transform !== before.transform && moves());
    return () => {
      stop();
      clearTimeout(timer.current);
    };
  }, [store, moves]);
  return moves;
}

function Flow(props: FlowViewProps): ReactNode {
  const { layout, index, label, start, from = start, selected, hot, hotEdges, linesOf, sizeOf, note, within = false, onSelect, onPath, onFrom, onOpen, onGrow, onHide, onOpenCluster, handle } = props;
  const scheme = useComputedColorScheme('light');
  const id = useId();
  const flow = useReactFlow();
  const [holder, size] = useSize();
  const { cards, seen } = useSight(layout, sizeOf, size);
  const large = layout.graph.nodes.length > MOST_MOUNTED;
  const moves = useMoving();
  const domId = useCallback((node: string) => `${id}-${node.slice(0, 24)}`, [id]);

  const nodes = useMemo<CardNode[]>(() => {
    if (!cards) return [];
    return seen.map((node) => {
      const { width, height } = sizeOf(node);
      const tone = node.id === start ? 'focus' : hot.has(node.id) ? 'path' : hot.size > 0 ? 'dim' : 'plain';
      return {
        id: node.id,
        type: 'card',
        position: layout.places.get(node.id) ?? { x: 0, y: 0 },
        width,
        height,
        // Given, not measured: a node that is replaced would lose its edges until it was measured anew.
        measured: { width, height },
        handles: [
          { type: 'target', position: Position.Left, x: 0, y: height / 2, width: 1, height: 1 },
          { type: 'source', position: Position.Right, x: width - 1, y: height / 2, width: 1, height: 1 },
        ],
        data: { node, lines: linesOf(node.id), tone, active: node.id === selected, begins: node.id === from && from !== start, name: nodeText(index, node), domId: domId(node.id), onGrow, onOpenCluster },
      };
    });
  }, [cards, seen, sizeOf, start, from, hot, layout, linesOf, selected, index, domId, onGrow, onOpenCluster]);

  const edges = useMemo<Edge[]>(() => {
    if (!cards) return [];
    const mounted = new Set(nodes.map((node) => node.id));
    return layout.graph.edges.flatMap((edge) => {
      if (!mounted.has(edge.from) || !mounted.has(edge.to)) return [];
      const lit = hotEdges.has(edgeKey(edge));
      const about = lit && (edge.from === selected || edge.to === selected) && edge.role !== 'linked';
      const broken = edge.role === 'through' || [edge.from, edge.to].some((end) => index.nodes.get(end)?.deleted || index.nodes.get(end)?.arrived === false);
      return [
        {
          id: edgeKey(edge),
          source: edge.from,
          target: edge.to,
          className: `${lit ? 'hot' : hot.size > 0 ? 'quiet' : ''}${broken ? ' dash' : ''}`,
          zIndex: lit ? 1 : 0,
          // Nobody presses an edge: without a width no second, unseen path is drawn for each.
          interactionWidth: 0,
          markerEnd: { type: MarkerType.Arrow, width: 14, height: 14, color: lit ? 'var(--accent)' : 'var(--line-3)' },
          ...(about ? { label: ROLE_WORDS[edge.role], labelBgPadding: [2, 1] as [number, number] } : {}),
        },
      ];
    });
  }, [cards, nodes, layout.graph.edges, hotEdges, hot.size, selected, index]);

  const moved = useRef(false);
  const held = useRef<Viewport>({ x: 0, y: 0, zoom: 1 });
  /** Moves the view without anybody having done so, also while a mouse button is down. */
  const setView = useCallback(
    (view: Viewport) => {
      held.current = view;
      void flow.setViewport(view);
    },
    [flow],
  );

  const fit = useCallback(() => {
    const box = boundsOf(layout, sizeOf);
    if (size.width === 0 || !box) return;
    const zoom = Math.max(0.02, Math.min(1, (size.width - 48) / box.width, (size.height - 72) / box.height));
    setView({ zoom, x: size.width / 2 - (box.x + box.width / 2) * zoom, y: size.height / 2 - (box.y + box.height / 2) * zoom });
  }, [setView, layout, sizeOf, size]);

  const fly = useCallback(
    (node: string) => {
      const place = layout.places.get(node);
      const box = sizeOf(index.nodes.get(node) as LineageNode);
      if (place) void flow.setCenter(place.x + box.width / 2, place.y + box.height / 2, { zoom: Math.max(0.8, flow.getZoom()) });
    },
    [flow, layout, sizeOf, index],
  );
  useImperativeHandle(handle, () => ({ fly, fit }), [fly, fit]);
  useFirstView({ layout, selected, start, size, fit, setView, moved });
  useStayInSight(selected, layout, sizeOf, index, size, setView);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbourByKey(index, layout.places, selected, event.key);
    const node = index.nodes.get(selected);
    const acts: Record<string, () => void> = {
      Enter: () => (node?.kind === 'cluster' ? onOpenCluster(selected) : onOpen(selected)),
      Home: () => onSelect(start),
      '0': fit,
      '+': () => void flow.zoomIn(),
      '-': () => void flow.zoomOut(),
      u: () => node && node.more.up > 0 && onGrow(selected, 'up'),
      p: () => onFrom?.(selected === from ? start : selected),
      d: () => node && node.more.down > 0 && onGrow(selected, 'down'),
      U: () => node && node.kind !== 'cluster' && onHide?.(selected, 'up'),
      D: () => node && node.kind !== 'cluster' && onHide?.(selected, 'down'),
    };
    const act = next === undefined ? acts[event.key] : () => onSelect(next);
    if (!act && !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    act?.();
  };

  return (
    <div ref={holder} className={css.pane} role="application" aria-roledescription="lineage graph" aria-label={`${label}. Arrow keys walk the edges, Enter opens, ${onHide ? 'U and D show more, with Shift they hide it.' : 'U and D show more.'}${onFrom ? ' P begins a path at the selected node.' : ''}`} tabIndex={0} aria-activedescendant={nodes.some((node) => node.id === selected) ? domId(selected) : undefined} onKeyDown={onKeyDown} data-testid="lineage-graph">
      {large && <Overview layout={layout} sizeOf={sizeOf} hot={hot} selected={selected} start={start} scheme={scheme} hidden={cards ? seen : undefined} size={size} onPick={onSelect} />}
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        colorMode={scheme}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        minZoom={0.02}
        maxZoom={2}
        panOnScroll={false}
        zoomOnScroll={!within}
        preventScrolling={!within}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        onMoveStart={(_event, view) => {
          held.current = view;
          moves();
        }}
        onMove={(event, { x, y, zoom }) => {
          // A press that is held still tells of a move as well, within what rounding makes of it.
          const from = held.current;
          if (event && (Math.hypot(x - from.x, y - from.y) >= 1 || zoom !== from.zoom)) moved.current = true;
        }}
        onNodeClick={(event, node) => (event.shiftKey && onPath ? onPath(node.id) : onSelect(node.id))}
        onNodeDoubleClick={(_event, node) => onOpen(node.id)}
        proOptions={{ hideAttribution: true }}
      >
        {!large && size.width > MAP_WIDTH && nodes.length > 8 && <MiniMap pannable zoomable ariaLabel="Map of the graph" nodeColor={(node) => (node.id === start ? 'var(--accent)' : hot.has(node.id) ? 'var(--accent-line)' : 'var(--line-2)')} maskColor="color-mix(in srgb, var(--bg-sunken) 70%, transparent)" style={{ width: 140, height: 92 }} />}
      </ReactFlow>
      <ZoomBar onFit={() => { moved.current = false; fit(); }} />
      <div className={css.note}>{note}</div>
    </div>
  );
}

function boundsOf(layout: Layout, sizeOf: FlowViewProps['sizeOf']): { x: number; y: number; width: number; height: number } | undefined {
  let box: { left: number; top: number; right: number; bottom: number } | undefined;
  for (const node of layout.graph.nodes) {
    const place = layout.places.get(node.id);
    if (!place) continue;
    const { width, height } = sizeOf(node);
    const top = place.y - (node.more.up > 0 ? 28 : 0);
    const bottom = place.y + height + (node.more.down > 0 ? 28 : 0);
    box = box ? { left: Math.min(box.left, place.x), top: Math.min(box.top, top), right: Math.max(box.right, place.x + width), bottom: Math.max(box.bottom, bottom) } : { left: place.x, top, right: place.x + width, bottom };
  }
  return box && { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

/**
 * A graph seen for the first time is fitted, and again when the pane changes its size while nobody has moved the view. What is fitted
 * stays so when its places come later than it did. Laid out anew by an act, the node that was acted on stays where it is on the screen.
 */
function useFirstView({ layout, selected, start, size, fit, setView, moved }: Pick<FlowViewProps, 'layout' | 'selected' | 'start'> & { readonly size: Size; readonly fit: () => void; readonly setView: (view: Viewport) => void; readonly moved: { readonly current: boolean } }): void {
  const flow = useReactFlow();
  const before = useRef<{ readonly layout: Layout; readonly size: Size; readonly fitted: boolean }>(undefined);
  useEffect(() => {
    if (size.width === 0) return;
    const last = before.current;
    const anew = last?.layout.laid !== layout.laid;
    const fits = !last || (!moved.current && (anew ? last.fitted && last.layout.graph === layout.graph : last.size !== size));
    before.current = { layout, size, fitted: fits || (!anew && last.fitted) };
    if (fits) {
      fit();
      return;
    }
    if (!anew) return;
    const anchor = [selected, start].find((id) => last.layout.places.has(id) && layout.places.has(id));
    const from = anchor === undefined ? undefined : last.layout.places.get(anchor);
    const to = anchor === undefined ? undefined : layout.places.get(anchor);
    if (!from || !to) {
      fit();
      return;
    }
    const { x, y, zoom } = flow.getViewport();
    setView({ x: x + (from.x - to.x) * zoom, y: y + (from.y - to.y) * zoom, zoom });
  }, [layout, selected, start, size, fit, flow, setView, moved]);
}

/** Walking by keys keeps the node in sight, without moving what is in sight already. */
function useStayInSight(selected: string, layout: Layout, sizeOf: FlowViewProps['sizeOf'], index: GraphIndex, size: Size, setView: (view: Viewport) => void): void {
  const flow = useReactFlow();
  const last = useRef(selected);
  useEffect(() => {
    if (last.current === selected || size.width === 0) return;
    last.current = selected;
    const place = layout.places.get(selected);
    const node = index.nodes.get(selected);
    if (!place || !node) return;
    const box = sizeOf(node);
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [place.x * zoom + x, place.y * zoom + y];
    const dx = left < 12 ? 12 - left : Math.min(0, size.width - 12 - (left + box.width * zoom));
    const dy = top < 12 ? 12 - top : Math.min(0, size.height - 40 - (top + box.height * zoom));
    if (dx !== 0 || dy !== 0) setView({ x: x + dx, y: y + dy, zoom });
  }, [selected, layout, sizeOf, index, size, flow, setView]);
}

