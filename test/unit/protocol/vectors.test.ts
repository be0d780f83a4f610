// What is hashed and signed must come out as it did when the vectors were written, on every runtime.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { verifyChain, verifyHead, type SignedHead } from '../../../electron/engine/domain/chain.js';
import { parseManifest } from '../../../electron/engine/domain/manifest.js';
import { readOp } from '../../../electron/engine/domain/opHash.js';
import { buildVectors, vectorOps } from '../../vectors/cases.js';

const read = (name: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(`../../vectors/${name}`, import.meta.url)), 'utf8'));

describe('vectors', () => {
  test.each(Object.entries(buildVectors()))('%s is what it always was', (name, now) => {
    expect(JSON.parse(JSON.stringify(now))).toEqual(read(name));
  });

  test('the digest of no bytes is the published BLAKE3 constant', () => {
    expect(blake3Hex('')).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262');
  });

  test('every manifest reads back from its canonical bytes', () => {
    for (const row of read('manifest.json') as { canonical: string; digest: string }[]) {
      expect(parseManifest(Buffer.from(row.canonical)).digest).toBe(row.digest);
      expect(`b3:${blake3Hex(row.canonical)}`).toBe(row.digest);
    }
  });

  test('the chain verifies under each of its heads, and under no changed one', () => {
    const { heads, publicKey } = read('chain.json') as { heads: SignedHead[]; publicKey: string };
    const ops = vectorOps();
    for (const [index, head] of heads.entries()) {
      expect(verifyChain(ops.slice(0, index + 1), [head], publicKey)).toMatchObject({ ok: true });
      expect(verifyHead({ ...head, seq: head.seq + 1 }, publicKey)).toBe(false);
    }
    for (const op of ops) expect(readOp(op)).toEqual({ op });
  });
});
