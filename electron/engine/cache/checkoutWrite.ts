// Writes the files of a checkout into its temporary folder: shared, linked or copied, each known to be what its digest says.
import { chmod, link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { Cloner } from './clone.js';
import { writing } from './database.js';
import { cancelled, errnoOf, namedError } from './fsErrors.js';
import type { Parts } from './parts.js';
import type { Meter } from './progress.js';
import { corruptError } from './quarantine.js';
import type { CheckoutFile, CheckoutResult } from './types.js';
import { verifyBlob } from './verify.js';
import { CHECKOUT_MODE } from './worker/writeOutJob.js';

/** Written by one job in batches; larger files go through the copy-and-hash pair. */
const SMALL_FILE = 4 * 1024 * 1024;
const BATCH = 256;
/** A blob whose bytes were read within this time, and which nobody touched since, is linked or cloned without reading. */
const TRUSTED_MS = 30 * 24 * 60 * 60 * 1000;

export type WriteMethod = Exclude<CheckoutResult['method'], 'cached'>;

export interface WriteRun {
  readonly folder: string;
  readonly hardlink: boolean;
  readonly signal: AbortSignal | undefined;
  readonly meter: Meter;
  readonly cloner: Cloner;
}

/** Before bytes are handed out without passing through our hands. Errors: `corrupt`. */
async function ensureSound(parts: Parts, file: CheckoutFile, run: WriteRun): Promise<void> {
  const row = parts.rows.get(file.digest);
  const age = parts.clock.now() - (row?.verified ?? 0);
  if (row && parts.presence.isSound(file.digest) && age >= 0 && age < TRUSTED_MS) return;
  const finding = await verifyBlob(parts, file.digest, run.signal, run.meter.watch);
  if (finding) throw corruptError(parts, file.digest, file.path);
}

/** Why other bytes were read for a file than are its blob's: it is read once more, for a sound one may have come in its place meanwhile. */
async function unlikeBlob(parts: Parts, file: CheckoutFile, run: WriteRun): Promise<CairnError> {
  const finding = await verifyBlob(parts, file.digest, run.signal, run.meter.watch);
  if (finding) return corruptError(parts, file.digest, file.path);
  return new CairnError('busy', `Writing ${file.path}: its bytes were damaged, and were replaced by sound ones while they were read; nothing was written, try again`, { blob: file.digest });
}

async function tryLink(parts: Parts, file: CheckoutFile, target: string): Promise<boolean> {
  writing(parts.db, () => parts.rows.markLinked(file.digest));
  try {
    await link(parts.layout.blob(file.digest), target);
    return true;
  } catch (error) {
    if (['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EMLINK'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

async function shareOne(parts: Parts, file: CheckoutFile, target: string, run: WriteRun): Promise<WriteMethod | undefined> {
  await ensureSound(parts, file, run);
  if (run.hardlink && (await tryLink(parts, file, target))) return 'hardlink';
  if (!(await run.cloner.tryClone(parts.layout.blob(file.digest), target))) return undefined;
  await chmod(target, CHECKOUT_MODE);
  return 'clone';
}

async function copyLarge(parts: Parts, file: CheckoutFile, target: string, run: WriteRun): Promise<void> {
  const { control, end } = parts.workers.control(run.signal);
  const unwatch = run.meter.watch(() => control.hashed);
  try {
    const source = parts.layout.blob(file.digest);
    const hashed = await parts.workers.copy({ source, identity: null, size: file.size, target, place: 'target', mode: CHECKOUT_MODE, durable: false, cut: 'none' }, control);
    if (`b3:${hashed.digest}` !== file.digest) throw await unlikeBlob(parts, file, run);
  } finally {
    unwatch();
    end();
  }
}

async function copySmall(parts: Parts, files: readonly CheckoutFile[], run: WriteRun): Promise<void> {
  const { control, end } = parts.workers.control(run.signal);
  const unwatch = run.meter.watch(() => control.hashed);
  try {
    const out = files.map((file) => ({ blob: parts.layout.blob(file.digest), digest: file.digest.slice(3), size: file.size, target: join(run.folder, file.path) }));
    const { damaged } = await parts.workers.run({ kind: 'writeOut', files: out, control: control.buffer });
    const bad = damaged === null ? undefined : files[damaged];
    if (bad) throw await unlikeBlob(parts, bad, run);
  } finally {
    unwatch();
    end();
  }
}

/** Gives the method by which most of the bytes got there. */
export async function writeFiles(parts: Parts, files: readonly CheckoutFile[], run: WriteRun): Promise<WriteMethod> {
  const bytes: Record<WriteMethod, number> = { clone: 0, copy: 0, hardlink: 0 };
  const done = (file: CheckoutFile, method: WriteMethod): void => {
    bytes[method] += file.size + 1;
    run.meter.add(file.size);
  };
  try {
    for (const folder of new Set(files.map((file) => dirname(join(run.folder, file.path))))) await mkdir(folder, { recursive: true });
    const small: CheckoutFile[] = [];
    for (const file of files) {
      if (run.signal?.aborted) throw cancelled('Writing the files');
      const target = join(run.folder, file.path);
      const share = file.size > 0 && (run.hardlink || run.cloner.mayClone());
      const shared = share ? await shareOne(parts, file, target, run) : undefined;
      if (shared) done(file, shared);
      else if (file.size <= SMALL_FILE) small.push(file);
      else {
        run.meter.phase('writing', file.path);
        await copyLarge(parts, file, target, run);
        done(file, 'copy');
      }
    }
    for (let at = 0; at < small.length; at += BATCH) {
      if (run.signal?.aborted) throw cancelled('Writing the files');
      const batch = small.slice(at, at + BATCH);
      run.meter.phase('writing', batch[0]?.path);
      await copySmall(parts, batch, run);
      for (const file of batch) done(file, 'copy');
    }
  } catch (error) {
    throw namedError(error, 'target', 'Writing', run.folder);
  }
  return (Object.keys(bytes) as WriteMethod[]).reduce((best, method) => (bytes[method] > bytes[best] ? method : best), 'copy');
}
