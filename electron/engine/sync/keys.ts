// Where things lie in a remote. PROTOCOL.md says what each object is.
import { blake3Hex } from '../domain/blake3.js';

export const CONFIG_KEY = 'config';
export const PROMOTED_KEY = 'promoted';
export const HEADS_PREFIX = 'heads/';
export const DEVICES_PREFIX = 'devices/';
export const LOGS_PREFIX = 'log/';

/** Largest bodies that are read, in bytes. Writers stay far below. */
export const LIMITS = { config: 64 * 1024, device: 64 * 1024, head: 256 * 1024, segment: 64 * 1024 * 1024, claim: 1024 * 1024, manifest: 512 * 1024 * 1024, list: 256 * 1024 * 1024, pack: 128 * 1024 * 1024 } as const;

const SEQ_DIGITS = 16;
const NUMBER_DIGITS = 16;

export const deviceKey = (device: string): string => `${DEVICES_PREFIX}${device}`;
export const headKey = (device: string): string => `${HEADS_PREFIX}${device}`;
export const logPrefix = (device: string): string => `${LOGS_PREFIX}${device}/`;
export const segmentPrefix = (device: string, firstSeq: number): string => `${logPrefix(device)}${String(firstSeq).padStart(SEQ_DIGITS, '0')}-`;
export const segmentKey = (device: string, firstSeq: number, hash: string): string => `${segmentPrefix(device, firstSeq)}${hash}`;
export const PACKS_PREFIX = 'snap/';
export const packPrefix = (device: string): string => `${PACKS_PREFIX}${device}/`;
export const packKey = (device: string, firstSeq: number, hash: string): string => `${packPrefix(device)}${String(firstSeq).padStart(SEQ_DIGITS, '0')}-${hash}`;
export const MANIFESTS_PREFIX = 'manifests/';
export const manifestPrefix = (digest: string): string => `${MANIFESTS_PREFIX}${digest.slice(3)}/`;
export const manifestKey = (digest: string, hash: string): string => `${manifestPrefix(digest)}${hash}`;
export const CHUNKS_PREFIX = 'chunks/';
export const chunkPrefix = (folder: string): string => `${CHUNKS_PREFIX}${folder}/`;
export const chunkKey = (chunk: string): string => `${CHUNKS_PREFIX}${chunk.slice(3, 5)}/${chunk.slice(3)}`;
export const LISTS_PREFIX = 'lists/';
export const listsPrefix = (blob: string): string => `${LISTS_PREFIX}${blob.slice(3)}/`;
export const listKey = (blob: string, hash: string): string => `${listsPrefix(blob)}${hash}`;
export const CLAIMS_PREFIX = 'claims/';
export const claimKey = (collection: string, first: number): string => `${CLAIMS_PREFIX}${collection}/${String(first).padStart(NUMBER_DIGITS, '0')}`;

/** Longest alias, percent-encoded, that stands in a key as it is: file systems end names at 255 bytes, and a folder may write each character as three. */
const MAX_ALIAS = 80;

/** An alias in a key: percent-encoded, as keys are ASCII; a long one as `=` and its hash. */
function aliasPart(alias: string): string {
  const encoded = encodeURIComponent(alias);
  return encoded.length <= MAX_ALIAS ? encoded : `=${blake3Hex(alias)}`;
}

/** Places of a protected alias's moves. */
export const moveKey = (collection: string, alias: string, k: number): string => `claims/${collection}/@${aliasPart(alias)}/${String(k).padStart(NUMBER_DIGITS, '0')}`;

/** The parts of the key of a claim of numbers, or undefined for a strange key. */
export function readClaimKey(key: string): { readonly collection: string; readonly first: number } | undefined {
  const match = /^claims\/([0-9a-f]{64})\/(\d{16})$/.exec(key);
  const first = Number(match?.[2]);
  return match?.[1] && Number.isSafeInteger(first) ? { collection: match[1], first } : undefined;
}

/** Whether a key is the place of a move of a protected alias. */
export function isMoveKey(key: string): boolean {
  return /^claims\/[0-9a-f]{64}\/@[^/]+\/\d{16}$/.test(key);
}

/** The device that a key under `devices/` belongs to, or undefined for a strange key. */
export function deviceOfDeviceKey(key: string): string | undefined {
  return /^devices\/([0-9a-f]{64})$/.exec(key)?.[1];
}

/** The device that a key under `heads/` belongs to, or undefined for a strange key. */
export function deviceOfHeadKey(key: string): string | undefined {
  return /^heads\/([0-9a-f]{64})$/.exec(key)?.[1];
}

/** The device that a key under `log/` belongs to, or undefined for a strange key. */
export function deviceOfLogKey(key: string): string | undefined {
  return /^log\/([0-9a-f]{64})\//.exec(key)?.[1];
}

interface Stretch {
  readonly device: string;
  readonly first: number;
  readonly hash: string;
}

function readStretch(key: string, folder: 'log' | 'snap'): Stretch | undefined {
  const match = /^(log|snap)\/([0-9a-f]{64})\/(\d{16})-([0-9a-f]{64})$/.exec(key);
  if (match?.[1] !== folder || !match[2] || !match[3] || !match[4]) return undefined;
  const first = Number(match[3]);
  return Number.isSafeInteger(first) ? { device: match[2], first, hash: match[4] } : undefined;
}

/** The parts of a segment's key, or undefined for a strange key. */
export const readSegmentKey = (key: string): Stretch | undefined => readStretch(key, 'log');
/** The parts of a pack's key, or undefined for a strange key. */
export const readPackKey = (key: string): Stretch | undefined => readStretch(key, 'snap');
