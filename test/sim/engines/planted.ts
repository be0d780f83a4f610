// Faults planted into the engine's own source, one at a time: the simulation is only worth as much as it catches.

import type { Planted } from '../plant.js';

interface PlantedHere extends Planted {
  /** The seed to begin with, where early ones do not catch it; 1 if absent. */
  readonly seed?: number;
}

export const PLANTED: readonly PlantedHere[] = [
  {
    what: 'takes a number for won whatever the store answered',
    file: 'sync/claims.ts',
    from: "answer === 'verified' ? decodeClaim",
    to: 'answer ? decodeClaim',
  },
  {
    what: 'takes a place in a sequence for won without reading what stands there',
    file: 'sync/moves.ts',
    from: '      there = await recordAt(party, remote, move, k, signal);',
    to: '      there = { value: ownRecord(party, move, k) };',
    seed: 405,
  },
  {
    what: 'takes a claim that came damaged for void, and its numbers for free',
    file: 'sync/fetchDecision.ts',
    from: '  const second = ',
    to: "  if (first) return { reason: 'void', message: key };\n  const second = ",
    seed: 61,
  },
  {
    what: 'remembers a segment as published before it is',
    file: 'sync/publish.ts',
    from: 'await putWhole(remote, key, body, signal);\n      marks.save(() => {',
    to: 'marks.save({ tips: JSON.stringify(addTip(marks.tips(), piece[0]?.op.prev ?? null, piece.map(({ hash }) => hash), { seq: last.op.seq, hash: last.hash })) });\n      await putWhole(remote, key, body, signal);\n      marks.save(() => {',
    seed: 173,
  },
  {
    what: 'publishes operations before the bytes they name',
    file: 'sync/publish.ts',
    from: 'const { withoutManifest: missing, findings: found } = await carrier.carry(',
    to: 'const early = encodeSegment(piece.map(({ op }) => op), signHead(device, store.id, last.op.seq, last.hash));\n      await remote.putIfAbsent(early.key, early.body, signal);\n      const { withoutManifest: missing, findings: found } = await carrier.carry(',
  },
  {
    what: 'says nobody that it is about to publish where it knows of no other device',
    file: 'sync/bytes/carrier.ts',
    from: '            await announce?.();\n',
    to: '',
    seed: 14536,
  },
  {
    what: 'counts a log as read to its end though a part of it was refused',
    file: 'sync/pull.ts',
    from: 'if (listed.findings.length > 0 || !head) return done;\n  if (!isReached(context, head)) return sum(done, unreached(context, device, tag));',
    to: 'if (!head) return done;',
    seed: 48,
  },
  {
    what: 'does not read a log whose ends it knows from elsewhere, and so sends nothing of what it names',
    file: 'sync/pull.ts',
    from: '  if (publicKey === undefined || party.store.isForked(device) ||',
    to: '  if (isReached(context, head)) return { ...NOTHING, whole: true };\n  if (publicKey === undefined || party.store.isForked(device) ||',
    seed: 306,
  },
  {
    what: 'does not notice that the remote went back to an earlier state of itself',
    file: 'sync/pull.ts',
    from: 'if (device === party.store.publisher) await noticeLoss',
    to: 'if (device === \'\') await noticeLoss',
    seed: 133,
  },
  {
    what: 'takes a remote made anew for the one before it',
    file: 'sync/configNow.ts',
    from: 'if (last && before && unknownFeatures(before).length === 0 && isNamed(party, last, heads)) return { config: before, marks: last, remote: guarded(party, remote, { config: before, marks: last }, signal) };',
    to: 'if (last && before) return { config: before, marks: last, remote };',
    seed: 15,
  },
  {
    what: 'remembers a segment as seen that it could not let in',
    file: 'sync/pull.ts',
    from: '  const read = decodeSegment(key, body, store.id, publicKey);',
    to: "  marks.save({ [`seen/${key}`]: '1' });\n  const read = decodeSegment(key, body, store.id, publicKey);",
    seed: 62,
  },
  {
    what: 'does not check who signed',
    file: 'domain/identity.ts',
    from: 'export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {',
    to: 'export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {\n  if (publicKey) return true;',
  },
  {
    what: 'takes chunks for sent that were not',
    file: 'sync/bytes/upload.ts',
    from: "        if (heal) await remote.put(chunkKey(chunk), body, signal);",
    to: '        presence.note([chunk]);\n        if (heal) await remote.put(chunkKey(chunk), body, signal);',
    seed: 359,
  },
  {
    what: 'sends what it read without looking whether it is the chunk',
    file: 'sync/bytes/upload.ts',
    from: '      if (!places.has(digest) && (only?.has(digest) ?? true)) places.set(digest, { blob, from, length });',
    to: '      if (!places.has(digest) && (only?.has(digest) ?? true) && from === 0) places.set(digest, { blob, from, length });',
  },
  {
    what: 'believes for ever what a remote was once seen to hold',
    file: 'sync/bytes/present.ts',
    from: 'const found = fresh ? new Set<string>() : store.sync.inRemote(remoteId, [...chunks.keys()], { since: at - BELIEVED_MS, until: at });',
    to: 'const found = store.sync.inRemote(remoteId, [...chunks.keys()], { since: -Infinity, until: at });',
  },
  {
    what: 'forgets which operations it does not have yet: publishes none of what it had not sent before a restart',
    file: 'sync/tips.ts',
    from: '  const rest = new Map(ops.map((stored) => [stored.hash, stored]));',
    to: '  const rest = new Map(ops.slice(tips.length === 0 ? 1 : 0).map((stored) => [stored.hash, stored]));',
  },
  {
    what: 'does not ask again for a number that went to another',
    file: 'sync/claims.ts',
    from: '  if (lost.length === 0) return;',
    to: '  if (lost.length >= 0) return;',
    seed: 145,
  },
  {
    what: 'does not say how a long file is cut',
    file: 'sync/bytes/carrier.ts',
    from: 'if (own && own.chunks.length > 1) write[blob] = carriedList(own);',
    to: '',
  },
  {
    what: 'takes a new identity and leaves behind what it had not sent under the old one',
    file: 'sync/succession.ts',
    from: 'tx.succeed(left);',
    to: 'tx.succeed([]);',
  },
  {
    what: 'does not notice that an operation is here already',
    file: 'store/append.ts',
    from: '    if (hasOp(db, hash)) continue;\n    noteReissue',
    to: '    noteReissue',
    seed: 10,
  },
  {
    what: 'removes what it marked without waiting',
    file: 'sync/gc/collectRemote.ts',
    from: 'graceMs === 0 || at - marked >= graceMs;',
    to: 'graceMs === 0 || at >= marked;',
    seed: 18,
  },
  {
    what: 'does not put again what is marked before it publishes what rests on it',
    file: 'sync/gc/rescue.ts',
    from: '  if (marked.size === 0) return [];',
    to: '  if (marked.size >= 0) return [];',
    seed: 26,
  },
  {
    what: 'does not mark once more what a sweep removes',
    file: 'sync/gc/collectRemote.ts',
    from: 'await putMark(remote, going.map(({ chunk }) => chunk), { sweep: lease.number, signal });',
    to: '',
    seed: 62,
  },
  {
    what: 'takes a mark that is gone when it is read for none',
    file: 'sync/gc/objects.ts',
    from: 'if ((sweeps.gone || marks.gone) && looks < MOST_LOOKS) continue;',
    to: 'if (sweeps.gone && looks < MOST_LOOKS) continue;',
    seed: 62,
  },
];
