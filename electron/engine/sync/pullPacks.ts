// A device that lacks much of a log reads it from packs: what they hold is let in as if it had been fetched by itself.
import { CairnError } from '../../../shared/contract/errors.js';
import { parseManifest, type CanonicalManifest } from '../domain/manifest.js';
import { fetchBody } from './fetchBody.js';
import { LIMITS, packPrefix, readPackKey, readSegmentKey } from './keys.js';
import { listAll } from './listAll.js';
import { blobsOf } from './manifests.js';
import { decodePack, type Pack } from './pack.js';
import type { PullContext, PullResult } from './pull.js';

/** Manifests in one transaction. */
const KEPT_AT_ONCE = 500;

/** Those of the pack that are what they say, and are not here. */
function soundManifests({ party: { store } }: PullContext, pack: Pack): CanonicalManifest[] {
  return [...pack.manifests].flatMap(([digest, body]) => {
    if (store.read.manifest(digest) !== undefined) return [];
    try {
      const manifest = parseManifest(body);
      return manifest.digest === digest ? [manifest] : [];
    } catch (error) {
      if (error instanceof CairnError) return [];
      throw error;
    }
  });
}

function keepManifests(context: PullContext, manifests: readonly CanonicalManifest[]): void {
  const { store, actor } = context.party;
  for (let at = 0; at < manifests.length; at += KEPT_AT_ONCE) {
    store.write(actor, (tx) => manifests.slice(at, at + KEPT_AT_ONCE).forEach((manifest) => tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest))));
  }
}

export type LetIn = (key: string, body: Uint8Array, came: ReadonlySet<string>) => Promise<PullResult>;

const NOTHING: PullResult = { received: 0, manifests: 0, findings: [] };

const sum = (a: PullResult, b: PullResult): PullResult => ({ received: a.received + b.received, manifests: a.manifests + b.manifests, findings: [...a.findings, ...b.findings] });

const fetchPack = async ({ remote, signal }: PullContext, key: string): Promise<Uint8Array | undefined> => {
  const fetched = await fetchBody(remote, key, LIMITS.pack, signal);
  return 'body' in fetched ? fetched.body : undefined;
};

/** Keeps the manifests of a pack and lets in those of its segments that are wanted. Nothing of one that is not what its key says. */
async function takePack(context: PullContext, key: string, body: Uint8Array | undefined, wanted: ReadonlySet<string>, letIn: LetIn): Promise<PullResult> {
  const pack = body && decodePack(key, body, context.party.store.id);
  const news = pack?.segments.filter((segment) => wanted.has(segment.key)) ?? [];
  if (!pack || news.length === 0) return NOTHING;
  const manifests = soundManifests(context, pack);
  keepManifests(context, manifests);
  let done: PullResult = { ...NOTHING, manifests: manifests.length };
  const came = new Set(manifests.map(({ digest }) => digest));
  for (const segment of news) done = sum(done, await letIn(segment.key, segment.body, came));
  // What was refused is asked for by itself.
  return { ...done, findings: done.findings.filter((finding) => context.marks.isSeen(finding.key)) };
}

/**
 * Reads the packs that may hold these segments, in the order of the chain.
 * @param letIn takes one segment; a refusal is named by whoever then asks for the segment itself
 */
export async function pullPacks(context: PullContext, device: string, unseen: readonly string[], letIn: LetIn): Promise<PullResult> {
  const { remote, signal } = context;
  const wanted = new Set(unseen);
  const first = readSegmentKey(unseen[0] ?? '')?.first ?? 0;
  const keys = (await listAll(remote, packPrefix(device), signal)).map(({ key }) => key).filter((key) => readPackKey(key) !== undefined);
  // The one before the first that begins later may hold it.
  const from = keys.reduce((found, key, index) => ((readPackKey(key)?.first ?? 0) <= first ? index : found), 0);
  const relevant = keys.slice(from);
  const fetch = (key: string | undefined): Promise<Uint8Array | undefined> => (key === undefined ? Promise.resolve(undefined) : fetchPack(context, key));
  let done = NOTHING;
  let coming = fetch(relevant[0]);
  for (const [index, key] of relevant.entries()) {
    const body = await coming;
    coming = fetch(relevant[index + 1]);
    // Waited for above, in the next turn or never.
    coming.catch(() => {});
    done = sum(done, await takePack(context, key, body, wanted, letIn));
  }
  return done;
}
