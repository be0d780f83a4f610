// Files on their way in: each is kept as it arrives, under the hold of its upload, until a call logs them or they are given up.
import type { IncomingMessage } from 'node:http';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { EngineContext, Upload } from '../../commands/context.js';
import { checkManifestPath } from '../../domain/manifestPath.js';

/** An upload that nobody logs is given up after this, and its bytes go. */
const GIVE_UP_MS = 60 * 60_000;
const MAX_UPLOADS = 256;

interface Open {
  readonly token: string;
  readonly hold: Upload['hold'];
  readonly files: Map<string, Upload['files'][number]>;
  /** Bodies that are arriving. */
  arriving: number;
  touched: number;
}

export interface Uploads {
  /** Keeps one file. Without a grant it begins an upload. */
  receive(request: IncomingMessage, token: string, grant: string | undefined, path: string): Promise<{ readonly grant: string; readonly path: string; readonly bytes: number; readonly digest: string; readonly md5: string }>;
  /** Hands an upload to the one who logs it. It is nobody else's from then on. */
  take(grant: string, token: string): Upload | undefined;
  /** Gives up all there are. */
  close(): Promise<void>;
}

/** The length a body announces. Bytes are kept as they come, so it has to be known. @throws CairnError invalid_input */
export function lengthOf({ headers }: Pick<IncomingMessage, 'headers'>): number {
  const size = Number(headers['content-length'] ?? NaN);
  if (!Number.isSafeInteger(size) || size < 0) throw new CairnError('invalid_input', 'Receiving a file failed: the request does not say how long it is. Send Content-Length.');
  return size;
}

export function createUploads({ cache, ports }: EngineContext): Uploads {
  const open = new Map<string, Open>();

  async function giveUpOld(): Promise<void> {
    const now = ports.clock.now();
    for (const [grant, upload] of open) {
      if (upload.arriving > 0 || now - upload.touched < GIVE_UP_MS) continue;
      open.delete(grant);
      await upload.hold.cancel();
    }
  }

  function begin(token: string): [string, Open] {
    if (open.size >= MAX_UPLOADS) throw new CairnError('busy', `${MAX_UPLOADS} uploads are open already. Log or finish some of them first.`);
    const grant = Buffer.from(ports.random.bytes(16)).toString('hex');
    const upload: Open = { token, hold: cache.hold(), files: new Map(), arriving: 0, touched: ports.clock.now() };
    open.set(grant, upload);
    return [grant, upload];
  }

  function find(grant: string, token: string): Open | undefined {
    const upload = open.get(grant);
    return upload?.token === token ? upload : undefined;
  }

  return {
    async receive(request, token, given, rawPath) {
      const size = lengthOf(request);
      const path = checkManifestPath(rawPath);
      await giveUpOld();
      const known = given === undefined ? undefined : find(given, token);
      if (given !== undefined && !known) throw new CairnError('not_found', 'There is no such upload. It may have been logged or given up; begin a new one.', { grant: given });
      const [grant, upload] = known ? [given as string, known] : begin(token);
      if (upload.files.has(path)) throw new CairnError('duplicate_path', `The upload has a file "${path}" already.`, { path });
      upload.arriving += 1;
      try {
        const received = await cache.receive(request as AsyncIterable<Buffer>, upload.hold, { size });
        upload.files.set(path, { path, size, digest: received.digest, added: received.added });
        return { grant, path, bytes: size, digest: received.digest, md5: received.md5 };
      } catch (error) {
        if (!known) {
          open.delete(grant);
          await upload.hold.cancel();
        }
        throw error;
      } finally {
        upload.arriving -= 1;
        upload.touched = ports.clock.now();
      }
    },
    take(grant, token) {
      const upload = find(grant, token);
      if (!upload) return undefined;
      if (upload.arriving > 0) throw new CairnError('busy', 'Files of this upload are arriving still.', { grant });
      open.delete(grant);
      return { hold: upload.hold, files: [...upload.files.values()] };
    },
    async close() {
      const all = [...open.values()];
      open.clear();
      for (const upload of all) await upload.hold.cancel();
    },
  };
}
