// Whether the log and the lists of files on this device are what was hashed and signed: each row that is not is named.
import type { VerifyEvent } from '../../../shared/contract/system.js';
import { blake3Hex } from '../domain/blake3.js';
import { fingerprint, verifyChain, verifyHead, type SignedHead } from '../domain/chain.js';
import type { Op } from '../domain/ops.js';
import type { LogRow } from '../store/readTypes.js';
import type { RegistryStore } from '../store/types.js';

export type HistoryFinding = Extract<VerifyEvent, { event: 'done' }>['findings'][number];

interface Chain {
  readonly ops: Op[];
  readonly hashes: string[];
  key: string | undefined;
}

const finding = (kind: HistoryFinding['kind'], id: string, problem: string, affects: string[] = []): HistoryFinding => ({ kind, id, affects, problem });

/** The operation in a row, if its bytes are what was hashed and it stands where it belongs. */
function readRow({ hash, device, seq, kind, at, text }: LogRow): Op | undefined {
  if (blake3Hex(text) !== hash) return undefined;
  const op = JSON.parse(text) as Op;
  return op.device === device && op.seq === seq && op.kind === kind && op.at === at ? op : undefined;
}

function takeRow(chains: Map<string, Chain>, row: LogRow): HistoryFinding[] {
  const chain = chains.get(row.device) ?? { ops: [], hashes: [], key: undefined };
  chains.set(row.device, chain);
  const op = readRow(row);
  if (!op) return [finding('op', row.hash, `Operation ${row.seq} (${row.kind}) of device ${row.device.slice(0, 12)} is not what was hashed.`)];
  chain.ops.push(op);
  chain.hashes.push(row.hash);
  if (op.seq === 0 && op.kind === 'device' && typeof op.body['key'] === 'string' && fingerprint(op.body['key']) === op.device) chain.key ??= op.body['key'];
  return [];
}

/** Every operation follows on another that is here; of a chain that did not fork, each on the one before, under a signed head. */
function checkChain(device: string, { ops, hashes, key }: Chain, heads: readonly SignedHead[]): HistoryFinding[] {
  if (key === undefined) return [finding('chain', device, 'The device’s first operation, which holds its key, is missing.')];
  const forked = ops.some((op, index) => ops[index + 1]?.seq === op.seq);
  if (forked) {
    const here = new Set<string | null>([null, ...hashes]);
    return ops.flatMap((op, index) => (here.has(op.prev) ? [] : [finding('chain', hashes[index] ?? device, `Operation ${op.seq} of device ${device.slice(0, 12)} follows on one that is not here.`)]));
  }
  const result = verifyChain(ops, heads, key, hashes);
  if (result.ok) return [];
  const { code, op, message } = result.finding;
  return [finding(code === 'not_covered' ? 'signature' : 'chain', op ?? device, message)];
}

function checkManifests(store: RegistryStore): HistoryFinding[] {
  const findings: HistoryFinding[] = [];
  for (const { digest, json } of store.manifestRows()) {
    if (`b3:${blake3Hex(json)}` !== digest) findings.push(finding('manifest', digest, 'The list of files is not what the version’s digest says.', store.read.versionsByDigest(digest).map(({ ref }) => ref)));
  }
  return findings;
}

/** Empty where everything is as it was written. */
export function checkHistory(store: RegistryStore): HistoryFinding[] {
  const chains = new Map<string, Chain>();
  const findings: HistoryFinding[] = [];
  for (const row of store.opRows()) findings.push(...takeRow(chains, row));
  const heads = new Map<string, SignedHead[]>();
  for (const head of store.signedHeads()) {
    const chain = chains.get(head.device);
    if (chain && (chain.key === undefined || verifyHead(head, chain.key))) heads.set(head.device, [...(heads.get(head.device) ?? []), head]);
    else findings.push(finding('signature', head.hash, `The head at ${head.seq} is not signed by device ${head.device.slice(0, 12)}.`));
  }
  // Where an operation is damaged, or the head that covers it, all that follows on it hangs in the air.
  if (findings.length === 0) for (const [device, chain] of chains) findings.push(...checkChain(device, chain, heads.get(device) ?? []));
  return [...findings, ...checkManifests(store)];
}
