// The inputs of the test vectors. The outputs lie beside this file as JSON, written once and never changed.
import { canonicalJson } from '../../electron/engine/domain/canonicalJson.js';
import { identityFromSeed, signHead } from '../../electron/engine/domain/chain.js';
import { foldName } from '../../electron/engine/domain/foldName.js';
import { nextHlc, receiveHlc } from '../../electron/engine/domain/hlc.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../electron/engine/domain/ids.js';
import { canonicalManifest, type ManifestEntry } from '../../electron/engine/domain/manifest.js';
import { moveHash, signMove } from '../../electron/engine/domain/moveRecord.js';
import { opHash } from '../../electron/engine/domain/opHash.js';
import type { Op } from '../../electron/engine/domain/ops.js';

const EMPTY_FILE = 'b3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262';
const SOME_FILE = `b3:${'0123456789abcdef'.repeat(4)}`;

const JSON_VALUES: readonly unknown[] = [
  null,
  [1e21, 1e-7, 0.1, -0, 333333333.3333333, 4.5, 2e-3, 9007199254740991, 5e-324],
  { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\u{1f600}': 'Emoji', '\u0080': 'Control', '\u00f6': 'o with diaeresis' },
  { text: '"\\/\b\f\n\r\t\u0001\u007f\u2028\ud83d\ude00', nested: { b: [], a: {} } },
];

const MANIFESTS: Record<string, readonly ManifestEntry[]> = {
  empty: [],
  'one empty file': [{ path: 'empty.txt', size: 0, digest: EMPTY_FILE }],
  'nested, unsorted': [
    { path: 'weights/model.safetensors', size: 4294979688, digest: SOME_FILE },
    { path: 'weights-old', size: 1, digest: SOME_FILE },
    { path: 'README.md', size: 12, digest: SOME_FILE },
    { path: 'config.json', size: 2, digest: SOME_FILE },
  ],
  'decomposed names are composed': [{ path: 'mode\u0300le/cafe\u0301.bin', size: 3, digest: SOME_FILE }],
  'code points, not UTF-16 units': [
    { path: '\u{1f600}.bin', size: 1, digest: SOME_FILE },
    { path: '\uff21.bin', size: 2, digest: SOME_FILE },
    { path: '\u{10ffff}', size: 3, digest: SOME_FILE },
    { path: 'z', size: 4, digest: SOME_FILE },
  ],
  references: [
    { path: 'train.parquet', uri: 's3://bucket/train.parquet', etag: '"9bb58f26192e4ba00f01e2e7b136bbd8"', size: 9007199254740991 },
    { path: 'remote', uri: 'https://example.org/x' },
    { path: 'local.bin', size: 5, digest: SOME_FILE },
  ],
};

const NAMES = ['model', 'Model', 'STRASSE', 'straße', 'caf\u00e9', 'CAFE\u0301', '\u0130stanbul', '\u0131', '\u1fb4', '\u03a3\u03c2\u03c3', '\u{10400}', '\u{1f600}', '\ua7cb', '\uab70'];

/** What the given seed (one byte, repeated) signs. */
export function vectorIdentity(byte: number) {
  return identityFromSeed(new Uint8Array(32).fill(byte));
}

/** A short chain: creation with unicode, numbers at the edge, an unknown kind, `origin` and `replaces`. */
export function vectorOps(): Op[] {
  const device = vectorIdentity(7);
  const registry = 'r-0123456789abcdef';
  const entity = entityId(registry, 'ada');
  const actor = { name: 'Ada \u{1f9ee}', email: 'ada@example.org' };
  const bodies: Pick<Op, 'kind' | 'v' | 'body'>[] = [
    { kind: 'device', v: 1, body: { device: device.id, key: device.publicKey, name: 'b\u00fcro' } },
    { kind: 'entity.create', v: 1, body: { entity, name: 'ada', form: 'person' } },
    { kind: 'setting', v: 1, body: { scope: 'registry', key: 'numbers', value: [1e21, 0.1, -1, 1e-7] } },
    { kind: 'of.tomorrow', v: 3, body: { anything: { '\u{1f600}': null, '\uff21': true } } },
  ];
  const ops: Op[] = [];
  let hlc = '0000000000000000';
  for (const [seq, body] of bodies.entries()) {
    const before = ops[ops.length - 1];
    hlc = nextHlc(hlc, 1_700_000_000_000);
    const op: Op = { registry, device: device.id, seq, prev: before ? opHash(before) : null, hlc, actor, at: 1_700_000_000_000 + seq, observed: before && seq > 1 ? [opHash(before)] : [], ...body };
    if (seq === 3 && before) Object.assign(op, { replaces: opHash(before), origin: { registry: 'old', op: opHash(before), actor: { name: 'Ada' }, at: 1 } });
    ops.push(op);
  }
  return ops;
}

const CLOCKS: readonly (readonly [string, number])[] = [
  ['0000000000000000', 0],
  ['0000000000000000', 1_700_000_000_000],
  ['018bcfe568000000', 1_700_000_000_000],
  ['018bcfe56800ffff', 1_700_000_000_000],
  ['018bcfe56800ffff', 1_600_000_000_000],
  ['0000000000000000', -5],
  ['0000000000000000', 1e18],
];

const RECEIVED: readonly (readonly [string, string, number])[] = [
  ['018bcfe568000000', '018bcfe568000001', 1_700_000_000_000],
  ['018bcfe568000001', '018bcfe568000000', 1_700_000_000_000],
  ['018bcfe568000000', '018bd50bc4000000', 1_700_000_000_000],
  ['018bcfe568000000', '018bd50bc400ffff', 1_700_000_000_000],
  ['018bcfe568000000', '018bd50bc4010000', 1_700_000_000_000],
  ['018bcfe568000000', 'ffffffffffffffff', 1_700_000_000_000],
];

/** file name -> content, as this code computes it now. */
export function buildVectors(): Record<string, unknown> {
  const device = vectorIdentity(7);
  const ops = vectorOps();
  const registry = 'r-0123456789abcdef';
  const entity = entityId(registry, 'Ada');
  const project = projectId(entity, 'Vision');
  const collection = collectionId(project, 'caf\u00e9 Model');
  const version = versionId(collection, SOME_FILE);
  return {
    'json.json': JSON_VALUES.map((value) => ({ value, canonical: canonicalJson(value) })),
    'manifest.json': Object.entries(MANIFESTS).map(([name, entries]) => ({ name, entries, canonical: canonicalManifest(entries).json, digest: canonicalManifest(entries).digest })),
    'ids.json': {
      folds: NAMES.map((name) => ({ name, folded: foldName(name), entity: entityId(registry, name) })),
      chain: { registry, entity, project, collection, version, link: linkId(collection, version), run: runId(project, 'Run-1 \u{1f680}') },
    },
    'ops.json': ops.map((op) => ({ op, canonical: canonicalJson(op), hash: opHash(op) })),
    'chain.json': { seed: '07'.repeat(32), device: device.id, publicKey: device.publicKey, heads: ops.map((op) => signHead(device, op.registry, op.seq, opHash(op))) },
    'move.json': [version, null].map((target, k) => {
      const record = signMove({ cairn: 'move/1', registry, collection, alias: 'production', k, target, observed: k === 0 ? [] : [version], device: device.id, key: device.publicKey, actor: { name: 'Ada \u{1f9ee}' }, hlc: '018bcfe568000000', at: 1_700_000_000_000, ...(k === 0 ? { note: 'caf\u00e9' } : {}) }, device);
      return { record, hash: moveHash(record) };
    }),
    'hlc.json': {
      next: CLOCKS.map(([last, now]) => ({ last, now, hlc: nextHlc(last, now) })),
      receive: RECEIVED.map(([last, remote, now]) => ({ last, remote, now, hlc: receiveHlc(last, remote, now) })),
    },
  };
}
