// Files for the benches: random bytes and safetensors, the same for the same seed, durable when made.
import { createCipheriv } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { safetensorsHeader } from '../fixtures/safetensors.js';

export const MEGABYTE = 1_000_000;

const BLOCK = Buffer.alloc(8 * 1024 * 1024);

/** Bytes without any pattern, the same for the same seed, at the speed of the cipher. */
function writeBytes(file: number, bytes: number, at: number, seed: number): void {
  const key = Buffer.alloc(16);
  key.writeDoubleLE(seed);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  for (let done = 0; done < bytes; ) {
    const length = Math.min(BLOCK.length, bytes - done);
    done += writeSync(file, cipher.update(BLOCK).subarray(0, length), 0, length, at + done);
  }
}

function filling(path: string, flags: 'w' | 'r+', fill: (file: number) => void): void {
  const file = openSync(path, flags);
  fill(file);
  fsyncSync(file);
  closeSync(file);
}

/** A new durable file of random bytes. */
export function makeRandom(path: string, bytes: number, seed = 1): void {
  filling(path, 'w', (file) => writeBytes(file, bytes, 0, seed));
}

/** Other random bytes from `at` on. */
export function replaceSpan(path: string, at: number, bytes: number): void {
  filling(path, 'r+', (file) => writeBytes(file, bytes, at, 2));
}

/** A durable safetensors file with a tensor of random bytes for each seed. `note` makes the header longer. Gives its size. */
export function makeSafetensors(path: string, each: number, seeds: readonly number[], note = ''): number {
  const header = safetensorsHeader(Object.fromEntries(seeds.map((_, index) => [`layer.${index}.weight`, { dtype: 'BF16', shape: [each / 2], bytes: each }])), { note });
  filling(path, 'w', (file) => {
    writeSync(file, header);
    seeds.forEach((seed, index) => writeBytes(file, each, header.length + index * each, seed));
  });
  return header.length + seeds.length * each;
}
