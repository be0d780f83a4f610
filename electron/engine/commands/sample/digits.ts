// Handwritten-looking digits, drawn from strokes: small grey pictures in the layout of MNIST, the same for the same seed.
import { seededRandom } from '../../../../shared/util/seededRandom.js';

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

export interface Digits {
  /** One row of 784 bytes a picture. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

type Stroke = readonly (readonly [x: number, y: number])[];

const arc = (cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke =>
  Array.from({ length: 9 }, (_, n) => {
    const angle = ((from + ((to - from) * n) / 8) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });

/** In a box from -1 to 1, y down. */
const STROKES: readonly (readonly Stroke[])[] = [
  [arc(0, 0, 0.55, 0.85, 0, 360)],
  [[[-0.25, -0.55], [0.05, -0.85], [0.05, 0.85]]],
  [[...arc(0, -0.4, 0.5, 0.45, 180, 380), [-0.5, 0.85], [0.55, 0.85]]],
  [arc(-0.05, -0.43, 0.45, 0.42, 200, 450), arc(-0.05, 0.42, 0.5, 0.43, 270, 520)],
  [[[0.3, 0.85], [0.3, -0.85], [-0.55, 0.3], [0.6, 0.3]]],
  [[[0.45, -0.85], [-0.35, -0.85], [-0.4, -0.1]], arc(-0.05, 0.32, 0.48, 0.5, 225, 500)],
  [[[0.3, -0.85], [-0.3, -0.1]], arc(0, 0.35, 0.45, 0.5, 0, 360)],
  [[[-0.5, -0.85], [0.5, -0.85], [-0.1, 0.85]]],
  [arc(0, -0.43, 0.4, 0.42, 0, 360), arc(0, 0.42, 0.48, 0.43, 0, 360)],
  [arc(0, -0.38, 0.45, 0.47, 0, 360), [[0.44, -0.35], [0.3, 0.85]]],
];

/** Square of the distance from a point to a line between two. */
function distance2(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
  return (px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2;
}

/** Pictures between two pauses: a few milliseconds. */
const BREATH = 20;
/** Lets other work of the process go on. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One digit, leaning, stretched, shifted and speckled by chance. */
function draw(digit: number, into: Uint8Array, random: () => number): void {
  const around = (width: number): number => (random() - 0.5) * width;
  const [turn, lean, width, height] = [around(0.5), around(0.6), 8 + around(3.5), 10 + around(2.5)];
  const [x0, y0, pen] = [14 + around(4), 14 + around(3), 1 + random() * 0.9];
  const place = ([x, y]: readonly [number, number]): [number, number] => {
    const [jx, jy] = [x + around(0.16) - lean * y * 0.5, y + around(0.16)];
    return [x0 + width * (jx * Math.cos(turn) - jy * Math.sin(turn)), y0 + height * (jx * Math.sin(turn) + jy * Math.cos(turn))];
  };
  const strokes = (STROKES[digit] ?? []).map((stroke) => stroke.map(place));
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      let nearest = Infinity;
      for (const stroke of strokes) for (let n = 1; n < stroke.length; n += 1) nearest = Math.min(nearest, distance2(x, y, stroke[n - 1]?.[0] ?? 0, stroke[n - 1]?.[1] ?? 0, stroke[n]?.[0] ?? 0, stroke[n]?.[1] ?? 0));
      const ink = Math.min(1, Math.max(0, pen + 0.8 - Math.sqrt(nearest))) * 255 + around(40);
      into[y * SIDE + x] = Math.min(255, Math.max(0, Math.round(ink)));
    }
  }
}

/** So many digits from a seed. */
export async function drawDigits(count: number, seed: number): Promise<Digits> {
  const random = seededRandom(seed);
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n += 1) {
    labels[n] = Math.floor(random() * 10);
    draw(labels[n] ?? 0, images.subarray(n * PIXELS, (n + 1) * PIXELS), random);
    if (n % BREATH === BREATH - 1) await pause();
  }
  return { images, labels, count };
}

/** The IDX format of the MNIST files: a magic number with the count of dimensions, their sizes, then bytes. */
export function idx(bytes: Uint8Array, sizes: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32BE(0x0800 + sizes.length, 0);
  for (const [n, size] of sizes.entries()) head.writeUInt32BE(size, 4 + 4 * n);
  return Buffer.concat([head, bytes]);
}
