// Where files are cut: the cuts cover the file, depend on nothing but the bytes, and move little when the bytes do.
import { blake3 } from '@napi-rs/blake-hash';
import { describe, expect, it } from 'vitest';
import { createChunkStream } from '../../../electron/engine/cache/chunker/chunkStream.js';
import { createGearCutter, gearTable, MAX_CHUNK, MIN_CHUNK } from '../../../electron/engine/cache/chunker/gear.js';
import { createGearMemory, createGearScanner } from '../../../electron/engine/cache/chunker/gearWasm.js';
import { MIN_GROUP, planCuts, STEP } from '../../../electron/engine/cache/chunker/planCuts.js';
import { noise } from '../../fixtures/bytes.js';
import { fc, runs } from '../../support/fastCheck.js';

const MiB = 1024 * 1024;

function cutsOf(bytes: Uint8Array, piece: number): number[] {
  const cutter = createGearCutter();
  const cuts: number[] = [];
  for (let at = 0; at < bytes.length; at += piece) {
    for (const end of cutter.push(bytes.subarray(at, at + piece))) cuts.push(at + end);
  }
  return cuts;
}

function chunk(bytes: Uint8Array, borders: readonly number[] | null, piece = MiB): { digest: string; length: number }[] {
  const stream = createChunkStream(bytes.length, borders);
  for (let at = 0; at < bytes.length; at += piece) stream.push(bytes.subarray(at, at + piece));
  return [...stream.finish().chunks];
}

describe('content-defined cutting', () => {
  it('has the table of the format: BLAKE3 of "cairn gear table 1" and the byte', () => {
    const table = gearTable();
    expect([table[0], table[1], table[127], table[255]]).toMatchInlineSnapshot(`
      [
        247602725,
        1399069804,
        2067617852,
        879614323,
      ]
    `);
    expect(blake3(Buffer.from(table.buffer)).toString('hex')).toMatchInlineSnapshot(`"ee162ddc56445d3ea3dfe4998992cbd8bd57753fc19d2a28f1d466180f9de770"`);
  });

  it('cuts these bytes here, for ever, however they arrive', () => {
    const bytes = noise(1, 64 * MiB);
    const cuts = cutsOf(bytes, MiB);
    expect(cuts).toMatchInlineSnapshot(`
      [
        9301782,
        17927081,
        29980054,
        39456488,
        47954918,
        56124816,
        65877834,
      ]
    `);
    for (const piece of [64 * MiB, 777_777, 4 * MiB + 1]) expect(cutsOf(bytes, piece)).toEqual(cuts);
    const lengths = cuts.map((cut, index) => cut - (cuts[index - 1] ?? 0));
    for (const length of lengths) expect(length >= MIN_CHUNK && length <= MAX_CHUNK).toBe(true);
  });

  it.each([false, true])('scans as the plain loop does, wherever it begins, ends and finds; in memory that is shared: %s', (shared) => {
    const table = gearTable();
    const scanner = createGearScanner(table, createGearMemory(65_536, shared));
    scanner.room.set(noise(5, 4096));
    fc.assert(
      fc.property(fc.nat(4096), fc.nat(300), fc.integer(), fc.nat(31), (at, length, before, bits) => {
        const end = Math.min(4096, at + length);
        const limit = 2 ** bits;
        let hash = before;
        let found = -1;
        for (let i = at; i < end && found === -1; i += 1) {
          hash = ((hash << 1) + (table[scanner.room[i] as number] as number)) | 0;
          if (hash >>> 0 < limit) found = i + 1;
        }
        expect([scanner.scan(at, end, before, limit), scanner.hash]).toEqual([found, hash]);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('cuts bytes without any features at the longest length', () => {
    expect(cutsOf(Buffer.alloc(40 * MiB), MiB)).toEqual([MAX_CHUNK, 2 * MAX_CHUNK]);
  });

  it('finds the old cuts again after bytes were put in front', () => {
    const bytes = noise(7, 96 * MiB);
    const before = new Set(chunk(bytes, null).map((one) => one.digest));
    const after = chunk(Buffer.concat([noise(9, 1001), bytes]), null);
    expect(after.filter((one) => before.has(one.digest)).length).toBeGreaterThanOrEqual(after.length - 4);
  });
});

describe('cutting by parts', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: MiB, max: 20 * MiB }), fc.integer({ min: 15 * MiB, max: 80 * MiB }), fc.constantFrom(16 * MiB, 16 * MiB + 1, 8 * MiB, 4 * MiB)), { minLength: 1, maxLength: 60 });

  it('covers the file, in pieces of at most 16 MiB, with a cut at each end of a large part', () => {
    fc.assert(
      fc.property(sizes, (lengths) => {
        const borders = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0));
        const size = borders.at(-1) as number;
        const cuts = planCuts(size, borders.slice(0, -1));
        expect(cuts.at(-1)).toBe(size);
        cuts.forEach((cut, index) => {
          const length = cut - (cuts[index - 1] ?? 0);
          expect(length > 0 && length <= MAX_CHUNK).toBe(true);
        });
        const at = new Set(cuts);
        borders.forEach((end, index) => {
          const start = borders[index - 1] ?? 0;
          if (end - start < MAX_CHUNK) return;
          expect((start === 0 || at.has(start)) && at.has(end)).toBe(true);
          for (let step = start + STEP; end - start > MAX_CHUNK && end - step >= MIN_GROUP; step += STEP) expect(at.has(step)).toBe(true);
        });
      }),
      { numRuns: runs(500) },
    );
  });

  it('ignores borders that are out of order, outside or not numbers', () => {
    expect(planCuts(20 * MiB, [5 * MiB, 3, -1, Number.NaN, 1e300, 5 * MiB, 21 * MiB])).toEqual(planCuts(20 * MiB, [5 * MiB]));
  });

  it('keeps every tensor chunk when the header grows', () => {
    const tensors = [noise(1, 20 * MiB), noise(2, 100_000), noise(3, 5 * MiB), noise(4, 300), noise(5, 17 * MiB), noise(6, 3 * MiB)];
    const file = (header: Buffer): { digest: string; length: number }[] => {
      const borders = [header.length];
      for (const tensor of tensors) borders.push((borders.at(-1) as number) + tensor.length);
      return chunk(Buffer.concat([header, ...tensors]), borders.slice(0, -1));
    };
    const [before, after] = [file(noise(11, 800)), file(noise(12, 1472))];
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(after[0]).not.toEqual(before[0]);
  });

  it('names each chunk by its bytes, and a file of up to 16 MiB is one chunk', () => {
    const bytes = noise(3, 30 * MiB);
    let at = 0;
    for (const one of chunk(bytes, [1000, 9 * MiB])) {
      expect(one.digest).toBe(blake3(bytes.subarray(at, at + one.length)).toString('hex'));
      at += one.length;
    }
    expect(at).toBe(bytes.length);
    const small = createChunkStream(16 * MiB, null);
    small.push(Buffer.alloc(16 * MiB));
    expect(small.finish()).toMatchObject({ chunker: 'whole', chunks: [] });
  });
});
