// The graph as a picture of its own: SVG with the colours of the theme written in, and PNG painted from it.
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { edgeKey, kindWord } from '../../ui/lineage/graphModel.js';
import type { Layout } from '../../ui/lineage/place.js';
import type { Size } from '../../ui/lineage/place.js';
import type { ModelLine } from '../../ui/lineage/NodeCard.js';

export interface PictureInput {
  readonly layout: Layout;
  readonly sizeOf: (node: LineageNode) => Size;
  readonly linesOf: (model: string) => readonly ModelLine[];
  readonly start: string;
  readonly hot: ReadonlySet<string>;
  readonly hotEdges: ReadonlySet<string>;
  readonly title: string;
  /** How much of it this is: "12 of 40 nodes, filtered". */
  readonly note: string;
  /** Value of a token of the theme. */
  readonly token: (name: string) => string;
}

const PAD = 24;
const NOTE = 22;
/** A PNG larger than this a side cannot be made; it is scaled down, which its file says in its name. */
const MOST_PIXELS = 8192;

const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
const cut = (text: string, letters: number): string => (text.length <= letters ? text : `${text.slice(0, letters - 1)}…`);

function nodeSvg(input: PictureInput, node: LineageNode): string {
  const { layout, sizeOf, linesOf, start, hot, token } = input;
  const place = layout.places.get(node.id);
  if (!place) return '';
  const { width, height } = sizeOf(node);
  const line = node.id === start ? token('--accent') : hot.has(node.id) ? token('--accent-line') : token('--line-2');
  const dash = node.deleted || !node.arrived || !node.here ? ' stroke-dasharray="4 3"' : '';
  const lines = node.kind === 'model' ? linesOf(node.id).slice(0, 5) : [];
  const set = [...node.aliases, ...node.links.flatMap((link) => link.aliases)].filter((alias) => alias.kind === 'set').map((alias) => alias.name);
  const words = node.kind === 'cluster' ? `${node.fold?.failed ?? 0} failed` : [kindWord(node), ...new Set(set)].join(' · ');
  const rows = lines.map((each, index) => `<text x="12" y="${66 + index * 24}" font-size="12" fill="${token('--text-2')}">${escape(`${each.label}  ${each.aliases.filter((alias) => alias.kind === 'set').map((alias) => alias.name).join(', ')}`)}</text>`);
  const rest = node.kind === 'model' ? linesOf(node.id).length - lines.length : 0;
  if (rest > 0) rows.push(`<text x="12" y="${62 + lines.length * 24}" font-size="11" fill="${token('--text-3')}">${rest} more versions here</text>`);
  return `<g transform="translate(${place.x} ${place.y})"><title>${escape(node.ref)}</title><rect width="${width}" height="${height}" rx="${node.kind === 'run' ? 25 : 5}" fill="${token('--bg-raised')}" stroke="${line}"${dash}/><text x="${node.kind === 'run' ? 20 : 12}" y="20" font-size="11" fill="${token('--text-3')}">${escape(cut(words, 27))}</text><text x="${node.kind === 'run' ? 20 : 12}" y="37" font-size="12" font-weight="500" fill="${token('--text-1')}"${node.deleted ? ' text-decoration="line-through"' : ''}>${escape(cut(node.ref, 24))}</text>${rows.join('')}</g>`;
}

function edgeSvg({ layout, sizeOf, hotEdges, token }: PictureInput, edge: Layout['graph']['edges'][number], nodes: ReadonlyMap<string, LineageNode>): string {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  const [a, b] = [layout.places.get(edge.from), layout.places.get(edge.to)];
  if (!from || !to || !a || !b) return '';
  const [ax, ay, bx, by] = [a.x + sizeOf(from).width, a.y + sizeOf(from).height / 2, b.x, b.y + sizeOf(to).height / 2];
  const bend = Math.max(20, Math.abs(bx - ax) / 2);
  const lit = hotEdges.has(edgeKey(edge));
  return `<path d="M${ax} ${ay}C${ax + bend} ${ay} ${bx - bend} ${by} ${bx - 2} ${by}" fill="none" stroke="${token(lit ? '--accent' : '--line-3')}" stroke-width="${lit ? 1.75 : 1.25}" marker-end="url(#${lit ? 'hot' : 'end'})"${edge.role === 'through' ? ' stroke-dasharray="4 4"' : ''}><title>${edge.role}</title></path>`;
}

/** A whole SVG document; nothing in it is fetched. */
export function graphSvg(input: PictureInput): { readonly svg: string; readonly width: number; readonly height: number } {
  const { layout, sizeOf, token } = input;
  const nodes = new Map(layout.graph.nodes.map((node) => [node.id, node]));
  const boxes = layout.graph.nodes.flatMap((node) => {
    const place = layout.places.get(node.id);
    return place ? [{ ...place, ...sizeOf(node) }] : [];
  });
  // Not by spreading: a call takes no 20,000 arguments everywhere.
  const bound = (pick: (box: (typeof boxes)[number]) => number, better: (a: number, b: number) => number): number => boxes.reduce((best, box) => better(best, pick(box)), pick(boxes[0] ?? { x: 0, y: 0, width: 0, height: 0 }));
  const left = bound((box) => box.x, Math.min) - PAD;
  const top = bound((box) => box.y, Math.min) - PAD;
  const width = bound((box) => box.x + box.width, Math.max) + PAD - left;
  const height = bound((box) => box.y + box.height, Math.max) + PAD + NOTE - top;
  const marker = (id: string, color: string): string => `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M1 1l6 3-6 3" fill="none" stroke="${color}" stroke-width="1.25"/></marker>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="Inter, system-ui, sans-serif"><title>${escape(input.title)}</title>`,
    `<defs>${marker('end', token('--line-3'))}${marker('hot', token('--accent'))}</defs><rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${token('--bg-sunken')}"/>`,
    ...layout.graph.edges.map((edge) => edgeSvg(input, edge, nodes)),
    ...layout.graph.nodes.map((node) => nodeSvg(input, node)),
    `<text x="${left + PAD}" y="${top + height - 10}" font-size="11" fill="${token('--text-3')}">${escape(`${input.title}: ${input.note}`)}</text>`,
    '</svg>',
  ].join('\n');
  return { svg, width, height };
}

/** The picture as PNG, twice as sharp as it is seen where it is small enough; below 1 it is smaller. */
export async function graphPng(input: PictureInput): Promise<{ readonly blob: Blob; readonly scale: number }> {
  const { svg, width, height } = graphSvg(input);
  const scale = Math.min(2, MOST_PIXELS / width, MOST_PIXELS / height);
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () => reject(new Error('The picture could not be painted'));
      image.src = url;
    });
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob>((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error('The picture could not be kept as PNG'))), 'image/png'));
    return { blob, scale };
  } finally {
    URL.revokeObjectURL(url);
  }
}
