// Canonical JSON, clocks, identities and chains refuse what would make two devices disagree.
import { describe, expect, test } from 'vitest';
import { canonicalJson, parseCanonicalJson } from '../../../electron/engine/domain/canonicalJson.js';
import { createIdentity, identityFromKeyFile, signHead, verifyChain, verifyHead } from '../../../electron/engine/domain/chain.js';
import { foldName } from '../../../electron/engine/domain/foldName.js';
import { formatHlc, MAX_AHEAD_MS, nextHlc, parseHlc, receiveHlc } from '../../../electron/engine/domain/hlc.js';
import { opHash, readOp } from '../../../electron/engine/domain/opHash.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import { fc, runs } from '../../support/fastCheck.js';
import { vectorIdentity, vectorOps } from '../../vectors/cases.js';

describe('canonicalJson', () => {
  test.each([[undefined], [{ a: undefined }], [[undefined]], [Number.NaN], [Infinity], ['\ud800'], [{ '\udc00': 1 }], [new Date(0)], [1n], [() => 1], [new Map()]])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  test('refuses endless nesting before the stack does', () => {
    let value: unknown = 0;
    for (let i = 0; i < 100_000; i += 1) value = [value];
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  test('reads back what it wrote, and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(parseCanonicalJson(text))).toBe(text);
        expect(parseCanonicalJson(` ${text}`)).toBeUndefined();
      }),
    );
  });
});

describe('foldName', () => {
  test('is idempotent, and blind to case and normalization', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const folded = foldName(name);
        expect(foldName(folded)).toBe(folded);
        expect(foldName(name.normalize('NFD'))).toBe(folded);
        expect(foldName(name.normalize('NFC'))).toBe(folded);
      }),
      { numRuns: runs(1000) },
    );
    expect(foldName('MODEL')).toBe('model');
  });
});

describe('hlc', () => {
  const clock = fc.tuple(fc.nat(2 ** 31), fc.nat(0xffff)).map(([ms, counter]) => formatHlc(ms, counter));
  test('the next is later, whatever the wall clock does', () => {
    fc.assert(fc.property(clock, fc.double(), (last, now) => nextHlc(last, now) > last));
  });
  test('a received clock is adopted up to 24 hours ahead', () => {
    fc.assert(
      fc.property(clock, clock, fc.nat(2 ** 31), (last, remote, now) => {
        const got = receiveHlc(last, remote, now);
        expect(got >= last).toBe(true);
        expect(got === last || (got === remote && parseHlc(remote).ms <= now + MAX_AHEAD_MS)).toBe(true);
      }),
    );
  });
  test.each([[-1, 0], [2 ** 48, 0], [0, 0x10000], [0.5, 0]])('does not write %s ms, counter %s', (ms, counter) => {
    expect(() => formatHlc(ms, counter)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});

describe('identity', () => {
  test('a key file gives the identity back', () => {
    const { identity, keyFile } = createIdentity({ bytes: (length) => new Uint8Array(length).fill(9) });
    expect(identityFromKeyFile(keyFile).id).toBe(identity.id);
    expect(identity.publicKey).toBe(vectorIdentity(9).publicKey);
    expect(() => identityFromKeyFile('not a key')).toThrow(expect.objectContaining({ code: 'data_root_unusable' }));
  });
});

describe('verifyChain names the op that is wrong', () => {
  const device = vectorIdentity(7);
  const ops = vectorOps();
  const head = (seq: number) => signHead(device, ops[seq]?.registry ?? '', seq, opHash(ops[seq] as Op));
  const change = (seq: number, part: Partial<Op>) => ops.map((op) => (op.seq === seq ? { ...op, ...part } : op));
  const finding = (given: readonly Op[], heads = [head(3)], key = device.publicKey) => {
    const result = verifyChain(given, heads, key);
    return result.ok ? 'ok' : `${result.finding.code} ${result.finding.seq}`;
  };

  test('whole, and any part of it', () => {
    expect(finding(ops)).toBe('ok');
    expect(finding(ops.slice(2))).toBe('ok');
  });
  test.each([
    ['a changed body', change(1, { body: { x: 1 } }), 'wrong_prev 2'],
    ['a changed last op', change(3, { at: 5 }), 'not_covered 3'],
    ['a gap', [...ops.slice(0, 1), ...ops.slice(2)], 'wrong_seq 2'],
    ['another order', [...ops].reverse(), 'wrong_seq 2'],
    ['another registry', change(2, { registry: 'x' }), 'wrong_registry 2'],
    ['another device', change(0, { device: 'f'.repeat(64) }), 'wrong_device 0'],
    ['ops nobody signed', ops.slice(0, 3), 'not_covered 2'],
    ['nothing', [], 'empty 0'],
  ] as const)('%s', (_what, given, expected) => {
    expect(finding(given)).toBe(expected);
  });
  test('a head by somebody else', () => {
    const other = vectorIdentity(8);
    const forged = { ...signHead(other, ops[0]?.registry ?? '', 3, head(3).hash), device: device.id };
    expect(finding(ops, [forged])).toBe('bad_signature 3');
    expect(verifyHead(forged, other.publicKey)).toBe(false);
  });
  test('envelopes with strange keys or unsorted observations are not ops', () => {
    const [op] = ops;
    expect(readOp({ ...op, extra: 1 })).toMatchObject({ problem: expect.stringContaining('extra') as unknown });
    expect(readOp({ ...op, observed: ['b'.repeat(64), 'a'.repeat(64)] })).toHaveProperty('problem');
    expect(readOp({ ...op, prev: 'a'.repeat(64) })).toHaveProperty('problem');
    expect(readOp(null)).toHaveProperty('problem');
  });
  test('a time that no calendar holds is not a time: it could not be shown', () => {
    const [op] = ops;
    for (const at of [8.64e15 + 1, -8.64e15 - 1]) expect(readOp({ ...op, at })).toMatchObject({ problem: expect.stringContaining('at') as unknown });
    for (const at of [8.64e15, -8.64e15]) {
      expect(readOp({ ...op, at })).toHaveProperty('op');
      expect(new Date(at).toISOString()).toContain('T');
    }
  });
});
