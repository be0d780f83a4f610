// A small network that really learns the sample's digits: 784 inputs, one hidden layer, ten outputs, plain gradient descent.
import { seededRandom } from '../../../../shared/util/seededRandom.js';
import { pause, PIXELS, type Digits } from './digits.js';

export const HIDDEN = 24;
const CLASSES = 10;

export interface Network {
  readonly w1: Float32Array;
  readonly b1: Float32Array;
  readonly w2: Float32Array;
  readonly b2: Float32Array;
}

export function createNetwork(seed: number): Network {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const scaled = (length: number, inputs: number): Float32Array => Float32Array.from({ length }, () => normal() * Math.sqrt(2 / inputs));
  return { w1: scaled(HIDDEN * PIXELS, PIXELS), b1: new Float32Array(HIDDEN), w2: scaled(CLASSES * HIDDEN, HIDDEN), b2: new Float32Array(CLASSES) };
}

interface Pass {
  readonly hidden: Float32Array;
  readonly odds: Float32Array;
}

function forward({ w1, b1, w2, b2 }: Network, image: Uint8Array, into: Pass): void {
  const { hidden, odds } = into;
  for (let h = 0; h < HIDDEN; h += 1) {
    let sum = b1[h] ?? 0;
    const row = h * PIXELS;
    for (let p = 0; p < PIXELS; p += 1) sum += ((w1[row + p] as number) * (image[p] as number)) / 255;
    hidden[h] = sum > 0 ? sum : 0;
  }
  let top = -Infinity;
  for (let c = 0; c < CLASSES; c += 1) {
    let sum = b2[c] ?? 0;
    for (let h = 0; h < HIDDEN; h += 1) sum += (w2[c * HIDDEN + h] as number) * (hidden[h] as number);
    odds[c] = sum;
    top = Math.max(top, sum);
  }
  let total = 0;
  for (let c = 0; c < CLASSES; c += 1) total += odds[c] = Math.exp((odds[c] as number) - top);
  for (let c = 0; c < CLASSES; c += 1) odds[c] = (odds[c] as number) / total;
}

function learn(network: Network, image: Uint8Array, label: number, rate: number, pass: Pass): number {
  const { w1, b1, w2, b2 } = network;
  forward(network, image, pass);
  const { hidden, odds } = pass;
  const loss = -Math.log((odds[label] as number) + 1e-12);
  const error = new Float32Array(HIDDEN);
  for (let c = 0; c < CLASSES; c += 1) {
    const slope = (odds[c] as number) - (c === label ? 1 : 0);
    b2[c] = (b2[c] as number) - rate * slope;
    for (let h = 0; h < HIDDEN; h += 1) {
      const at = c * HIDDEN + h;
      error[h] = (error[h] as number) + slope * (w2[at] as number);
      w2[at] = (w2[at] as number) - rate * slope * (hidden[h] as number);
    }
  }
  for (let h = 0; h < HIDDEN; h += 1) {
    if ((hidden[h] as number) <= 0) continue;
    const step = rate * (error[h] as number);
    b1[h] = (b1[h] as number) - step;
    const row = h * PIXELS;
    for (let p = 0; p < PIXELS; p += 1) if (image[p]) w1[row + p] = (w1[row + p] as number) - (step * (image[p] as number)) / 255;
  }
  return loss;
}

const createPass = (): Pass => ({ hidden: new Float32Array(HIDDEN), odds: new Float32Array(CLASSES) });
/** Pictures between two pauses: a few milliseconds. */
const BREATH = 50;

/** One pass over the pictures. Lets other work go on; `onBatch` is given the mean loss of each batch. */
export async function trainEpoch(network: Network, { images, labels, count }: Digits, rate: number, batch: number, onBatch: (loss: number) => void): Promise<void> {
  const pass = createPass();
  let sum = 0;
  for (let n = 0; n < count; n += 1) {
    sum += learn(network, images.subarray(n * PIXELS, (n + 1) * PIXELS), labels[n] ?? 0, rate, pass);
    if ((n + 1) % batch === 0) {
      onBatch(sum / batch);
      sum = 0;
    }
    if (n % BREATH === BREATH - 1) await pause();
  }
}

export interface Score {
  readonly loss: number;
  readonly accuracy: number;
  readonly predicted: Uint8Array;
}

export async function evaluate(network: Network, { images, labels, count }: Digits): Promise<Score> {
  const pass = createPass();
  const predicted = new Uint8Array(count);
  let loss = 0;
  let right = 0;
  for (let n = 0; n < count; n += 1) {
    forward(network, images.subarray(n * PIXELS, (n + 1) * PIXELS), pass);
    const best = pass.odds.indexOf(Math.max(...pass.odds));
    predicted[n] = best;
    loss -= Math.log((pass.odds[labels[n] ?? 0] as number) + 1e-12);
    if (best === labels[n]) right += 1;
    if (n % BREATH === BREATH - 1) await pause();
  }
  return { loss: loss / count, accuracy: right / count, predicted };
}

/** The weights as a .safetensors file. */
export function toSafetensors({ w1, b1, w2, b2 }: Network, metadata: Readonly<Record<string, string>>): Buffer {
  const tensors: readonly (readonly [string, Float32Array, readonly number[]])[] = [['fc1.weight', w1, [HIDDEN, PIXELS]], ['fc1.bias', b1, [HIDDEN]], ['fc2.weight', w2, [CLASSES, HIDDEN]], ['fc2.bias', b2, [CLASSES]]];
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, values, shape] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + values.byteLength] };
    at += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const body = tensors.map(([, values]) => {
    const bytes = Buffer.alloc(values.byteLength);
    for (const [n, value] of values.entries()) bytes.writeFloatLE(value, 4 * n);
    return bytes;
  });
  return Buffer.concat([length, padded, ...body]);
}
