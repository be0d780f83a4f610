// Draws lines on a canvas without ever holding the page up: the new picture is made beside the old one, a stretch of time at a time,
// and takes its place when it is whole. Until then the old one is shown on the new scale.
import type { Range } from './axes.js';
import { lookOf, type Points, type Series } from './series.js';

export interface DrawnLine extends Series {
  /** The line before smoothing, drawn faint beneath. */
  readonly raw?: Points | undefined;
}

/** A point that is marked: the best of its line, or its last. */
export interface Mark {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** A ring, not a disc. */
  readonly hollow: boolean;
}

/** What is drawn, in CSS pixels of the plot. */
export interface Picture {
  readonly lines: readonly DrawnLine[];
  readonly marks: readonly Mark[];
  readonly anyStrong: boolean;
  readonly width: number;
  readonly height: number;
  readonly x: Range;
  readonly y: Range;
  readonly log: boolean;
  /** Value of a CSS variable, such as a colour. */
  readonly css: (name: string) => string;
}

export interface Scales {
  readonly x: (value: number) => number;
  /** Not finite for what the axis cannot hold. */
  readonly y: (value: number) => number;
}

const THIN = 1.25;
const BOLD = 2.25;
const FAINT = 0.22;
/** Well within a frame, so that what the person does meanwhile is answered. */
const SLICE_MS = 8;

export function scalesOf({ width, height, x, y, log }: Pick<Picture, 'width' | 'height' | 'x' | 'y' | 'log'>): Scales {
  const across = width / (x[1] - x[0] || 1);
  const of = log ? Math.log : (value: number): number => value;
  const low = of(y[0]);
  const up = height / (of(y[1]) - low || 1);
  return { x: (value) => (value - x[0]) * across, y: (value) => height - (of(value) - low) * up };
}

/** Traces the points; a gap lifts the pen, and a point between two gaps becomes a dot. */
export function trace(context: Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'arc'>, { x, y }: Points, scales: Scales): void {
  let pen = false;
  for (let index = 0; index < x.length; index += 1) {
    const py = scales.y(y[index] as number);
    if (!Number.isFinite(py)) {
      pen = false;
      continue;
    }
    const px = scales.x(x[index] as number);
    if (pen) context.lineTo(px, py);
    else if (index + 1 < x.length && Number.isFinite(y[index + 1])) context.moveTo(px, py);
    else {
      context.moveTo(px + 1, py);
      context.arc(px, py, 1, 0, Math.PI * 2);
    }
    pen = true;
  }
}

function colorOf(place: number, css: Picture['css']): string {
  return css(lookOf(place).color.slice('var('.length, -1));
}

function stroke(context: CanvasRenderingContext2D, picture: Picture, scales: Scales, line: DrawnLine, points: Points, width: number, alpha: number): void {
  context.strokeStyle = colorOf(line.place, picture.css);
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.setLineDash([...lookOf(line.place).dash]);
  context.beginPath();
  trace(context, points, scales);
  context.stroke();
}

function mark(context: CanvasRenderingContext2D, picture: Picture, scales: Scales, { place, x, y, radius, hollow }: Mark): void {
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.beginPath();
  context.arc(scales.x(x), scales.y(y), radius, 0, Math.PI * 2);
  context.fillStyle = hollow ? picture.css('--bg-surface') : colorOf(place, picture.css);
  context.fill();
  if (!hollow) return;
  context.strokeStyle = colorOf(place, picture.css);
  context.lineWidth = 1.5;
  context.stroke();
}

/** The steps of a picture: what smoothing hid, the lines, the marks. Each is short. */
function* steps(context: CanvasRenderingContext2D, picture: Picture): Generator<void> {
  const scales = scalesOf(picture);
  for (const line of picture.lines) if (line.raw) yield stroke(context, picture, scales, line, line.raw, THIN, FAINT);
  for (const line of picture.lines) yield stroke(context, picture, scales, line, line, line.strong ? BOLD : THIN, picture.anyStrong && !line.strong ? 0.62 : 1);
  for (const each of picture.marks) mark(context, picture, scales, each);
}

/** `slowly`: what is drawn is in the picture at once, not when it is shown: so that the time it takes is known. */
function sheet(canvas: HTMLCanvasElement, { width, height }: Picture, slowly = false): CanvasRenderingContext2D | undefined {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d', { willReadFrequently: slowly }) ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (context) context.lineJoin = 'round';
  return context;
}

/** Where the whole of one picture lies on the scales of another. */
function placeOn(old: Picture, next: Picture): { x: number; y: number; width: number; height: number } {
  const scales = scalesOf(next);
  const [left, right, top, bottom] = [scales.x(old.x[0]), scales.x(old.x[1]), scales.y(old.y[1]), scales.y(old.y[0])];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const sameScales = (a: Picture, b: Picture): boolean => a.width === b.width && a.height === b.height && a.log === b.log && a.x[0] === b.x[0] && a.x[1] === b.x[1] && a.y[0] === b.y[0] && a.y[1] === b.y[1];

export interface Drawing {
  /** Shows the picture, at the latest when it is whole. Of pictures that come while one is made on the same scales, the last is made next. */
  show(picture: Picture): void;
  stop(): void;
}

/** `canvas` has `data-drawing` while a picture is being made. */
export function drawingOn(canvas: HTMLCanvasElement): Drawing {
  let shown: Picture | undefined;
  let making: { readonly picture: Picture; readonly context: CanvasRenderingContext2D; readonly work: Generator<void> } | undefined;
  let next: Picture | undefined;

  /** True when it is whole. */
  function slice({ context, work }: NonNullable<typeof making>): boolean {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      if (work.next().done) return true;
      // To read a pixel is what makes the browser draw what it was told to.
      context.getImageData(0, 0, 1, 1);
    }
    return false;
  }

  function go(): void {
    if (!making) return;
    if (!slice(making)) {
      // After what else waits to be done, a frame among it; also in a window that is not shown.
      void scheduler.postTask(go);
      return;
    }
    const { picture, context } = making;
    sheet(canvas, picture)?.drawImage(context.canvas, 0, 0, picture.width, picture.height);
    shown = picture;
    making = undefined;
    delete canvas.dataset['drawing'];
    const following = next;
    next = undefined;
    if (following) make(following);
  }

  function make(picture: Picture): void {
    const context = sheet(document.createElement('canvas'), picture, true);
    if (!context) return;
    const idle = making === undefined;
    making = { picture, context, work: steps(context, picture) };
    canvas.dataset['drawing'] = 'true';
    if (idle) go();
  }

  /** What is shown, on the scales of what is to come: stretched, but in its place. */
  function stretch(picture: Picture): void {
    if (!shown || shown.log !== picture.log) {
      sheet(canvas, picture);
      return;
    }
    const old = document.createElement('canvas');
    old.width = canvas.width;
    old.height = canvas.height;
    if (old.width * old.height > 0) old.getContext('2d')?.drawImage(canvas, 0, 0);
    const { x, y, width, height } = placeOn(shown, picture);
    const context = sheet(canvas, picture);
    if (old.width * old.height > 0) context?.drawImage(old, x, y, width, height);
    shown = { ...shown, width: picture.width, height: picture.height, x: picture.x, y: picture.y };
  }

  return {
    show(picture) {
      if (making && sameScales(making.picture, picture)) {
        next = picture;
        return;
      }
      next = undefined;
      if (shown && !sameScales(shown, picture)) stretch(picture);
      make(picture);
    },
    stop() {
      making = undefined;
      next = undefined;
    },
  };
}
