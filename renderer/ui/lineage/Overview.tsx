// The whole of a large graph on one canvas: painted once, a picture that is moved as a whole with the view, and painted anew when it
// rests.
import { useCallback, useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useStoreApi } from 'reactflow';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import css from './Lineage.module.css';
import type { Layout } from './place.js';
import type { Size } from './place.js';

type Transform = readonly [number, number, number];

interface OverviewProps {
  readonly layout: Layout;
  readonly sizeOf: (node: LineageNode) => Size;
  readonly hot: ReadonlySet<string>;
  readonly selected: string;
  readonly start: string;
  readonly scheme: string;
  /** Nodes that are mounted above, and so not painted. */
  readonly hidden: readonly LineageNode[] | undefined;
  readonly size: Size;
  readonly onPick: (id: string) => void;
}

/** How long the view has to rest before it is painted sharply. */
const REST_MS = 120;
/** Painted beyond each side of what is in sight, as a part of it, so that a pan shows no empty edge at once. */
const APRON = 0.5;

const NONE: ReadonlySet<string> = new Set();

interface Colors {
  readonly edge: string;
  readonly hot: string;
  readonly run: string;
  readonly version: string;
  readonly model: string;
  readonly cluster: string;
  readonly start: string;
}

function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return { edge: token('--line-2'), hot: token('--accent'), run: token('--text-3'), version: token('--line-3'), model: token('--alias-production-solid'), cluster: token('--accent-line'), start: token('--accent') };
}

function paint(canvas: HTMLCanvasElement, props: OverviewProps, colors: Colors, [x, y, zoom]: Transform, ratio: number): void {
  const { layout, sizeOf, start, hidden, size } = props;
  // Where nearly all of it is on the way, colour would tell nothing.
  const hot = props.hot.size * 2 > layout.graph.nodes.length ? NONE : props.hot;
  canvas.width = Math.ceil(size.width * (1 + 2 * APRON) * ratio);
  canvas.height = Math.ceil(size.height * (1 + 2 * APRON) * ratio);
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  const context = canvas.getContext('2d');
  if (!context) return;
  const left = -(x + size.width * APRON) / zoom;
  const top = -(y + size.height * APRON) / zoom;
  const right = left + canvas.width / ratio / zoom;
  const bottom = top + canvas.height / ratio / zoom;
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, -left * zoom * ratio, -top * zoom * ratio);
  const away = new Set((hidden ?? []).map((node) => node.id));
  const boxes = new Map(layout.graph.nodes.map((node) => [node.id, sizeOf(node)]));
  for (const lit of [false, true]) {
    context.beginPath();
    for (const { from, to } of layout.graph.edges) {
      if ((hot.has(from) && hot.has(to)) !== lit || (away.has(from) && away.has(to))) continue;
      const a = layout.places.get(from);
      const b = layout.places.get(to);
      if (!a || !b || Math.max(a.x, b.x) < left || Math.min(a.x, b.x) > right || Math.max(a.y, b.y) < top || Math.min(a.y, b.y) > bottom) continue;
      context.moveTo(a.x + (boxes.get(from)?.width ?? 0), a.y + (boxes.get(from)?.height ?? 0) / 2);
      context.lineTo(b.x, b.y + (boxes.get(to)?.height ?? 0) / 2);
    }
    context.strokeStyle = lit ? colors.hot : colors.edge;
    context.lineWidth = (lit ? 1.25 : 0.75) / zoom;
    context.globalAlpha = lit ? 0.8 : 0.7;
    context.stroke();
  }
  context.globalAlpha = 1;
  const least = 2 / zoom;
  for (const node of layout.graph.nodes) {
    const place = layout.places.get(node.id);
    const box = boxes.get(node.id);
    if (!place || !box || away.has(node.id) || place.x > right || place.x + box.width < left || place.y > bottom || place.y + box.height < top) continue;
    context.fillStyle = node.id === start ? colors.start : hot.has(node.id) ? colors.cluster : node.kind === 'cluster' ? colors.cluster : node.kind === 'model' ? colors.model : node.kind === 'run' ? colors.run : colors.version;
    context.fillRect(place.x, place.y, Math.max(box.width, least), Math.max(box.height, least));
  }
}

/** Lays the picture where the view has moved to since it was painted: by its place alone, so that no frame paints anything. */
function lay(canvas: HTMLCanvasElement, [px, py, pz]: Transform, [x, y, zoom]: Transform, size: Size): void {
  const scale = zoom / pz;
  canvas.style.transform = `translate(${x - (px + size.width * APRON) * scale}px, ${y - (py + size.height * APRON) * scale}px) scale(${scale})`;
}

function nodeAt(layout: Layout, sizeOf: OverviewProps['sizeOf'], x: number, y: number, slack: number): LineageNode | undefined {
  return layout.graph.nodes.find((node) => {
    const place = layout.places.get(node.id);
    const { width, height } = sizeOf(node);
    return place && x >= place.x - slack && x <= place.x + width + slack && y >= place.y - slack && y <= place.y + height + slack;
  });
}

export function Overview(props: OverviewProps): ReactNode {
  const { layout, sizeOf, size, scheme, onPick } = props;
  const target = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const painted = useRef<Transform>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const ratio = window.devicePixelRatio || 1;

  const sharpen = useCallback(() => {
    const canvas = target.current;
    if (!canvas || latest.current.size.width === 0) return;
    const { transform } = store.getState();
    paint(canvas, latest.current, colorsOf(canvas), transform, ratio);
    painted.current = transform;
    lay(canvas, transform, transform, latest.current.size);
  }, [store, ratio]);

  useLayoutEffect(() => {
    sharpen();
  }, [size, sharpen, layout, props.hot, props.hidden, props.start, scheme]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe(({ transform }, before) => {
      if (transform === before.transform || !target.current || !painted.current) return;
      lay(target.current, painted.current, transform, latest.current.size);
      clearTimeout(timer);
      timer = setTimeout(sharpen, REST_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, sharpen]);

  // A press lands on React Flow's pane, which lies above and lets it through to whoever holds both.
  useEffect(() => {
    const holder = target.current?.closest('[role="application"]');
    if (!holder) return undefined;
    const onClick = (event: Event): void => {
      if (!(event instanceof globalThis.MouseEvent) || !(event.target as Element).classList.contains('react-flow__pane')) return;
      const box = holder.getBoundingClientRect();
      const [x, y, zoom] = store.getState().transform;
      const hit = nodeAt(layout, sizeOf, (event.clientX - box.left - x) / zoom, (event.clientY - box.top - y) / zoom, 4 / zoom);
      if (hit) onPick(hit.id);
    };
    holder.addEventListener('click', onClick);
    return () => holder.removeEventListener('click', onClick);
  }, [store, layout, sizeOf, onPick]);

  return (
    <div className={css.overview} aria-hidden>
      <canvas ref={target} data-testid="lineage-overview" />
    </div>
  );
}
