// Where things lie in a remote. PROTOCOL.md says what each object is.

export const CONFIG_KEY = 'config';
export const HEADS_PREFIX = 'heads/';

/** Largest bodies that are read, in bytes. Writers stay far below. */
export const LIMITS = { config: 64 * 1024, device: 64 * 1024, head: 16 * 1024, segment: 64 * 1024 * 1024, claim: 1024 * 1024, manifest: 512 * 1024 * 1024 } as const;

const SEQ_DIGITS = 16;
const NUMBER_DIGITS = 16;

export const deviceKey = (device: string): string => `devices/${device}`;
export const headKey = (device: string): string => `${HEADS_PREFIX}${device}`;
export const logPrefix = (device: string): string => `log/${device}/`;
export const segmentKey = (device: string, firstSeq: number, hash: string): string => `${logPrefix(device)}${String(firstSeq).padStart(SEQ_DIGITS, '0')}-${hash}`;
export const manifestPrefix = (digest: string): string => `manifests/${digest.slice(3)}/`;
export const manifestKey = (digest: string, hash: string): string => `${manifestPrefix(digest)}${hash}`;
export const claimKey = (collection: string, first: number): string => `claims/${collection}/${String(first).padStart(NUMBER_DIGITS, '0')}`;

/** Places of a protected alias's moves. Alias names are percent-encoded: keys are ASCII. */
export const moveKey = (collection: string, alias: string, k: number): string => `claims/${collection}/@${encodeURIComponent(alias)}/${String(k).padStart(NUMBER_DIGITS, '0')}`;

/** The device that a key under `heads/` belongs to, or undefined for a strange key. */
export function deviceOfHeadKey(key: string): string | undefined {
  return /^heads\/([0-9a-f]{64})$/.exec(key)?.[1];
}

/** The parts of a segment's key, or undefined for a strange key. */
export function readSegmentKey(key: string): { readonly device: string; readonly first: number; readonly hash: string } | undefined {
  const match = /^log\/([0-9a-f]{64})\/(\d{16})-([0-9a-f]{64})$/.exec(key);
  if (!match?.[1] || !match[2] || !match[3]) return undefined;
  const first = Number(match[2]);
  return Number.isSafeInteger(first) ? { device: match[1], first, hash: match[3] } : undefined;
}
