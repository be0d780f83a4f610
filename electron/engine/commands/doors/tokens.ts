// Tokens of the HTTP API: one small file each, named by the hash of the secret, so that making and revoking need no lock.
import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TokenRow } from '../../../../shared/contract/doors.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import { Actor, Millis } from '../../../../shared/contract/primitives.js';
import { namedError } from '../../cache/fsErrors.js';
import type { Clock, Random } from '../../ports.js';

const Stored = z.object({ name: z.string(), actor: Actor, created: Millis, hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** The time of last use is written no oftener than this. */
const USED_EVERY_MS = 60_000;
/** 160 bits in hex: what the W&B client takes for a key, which has to be 40 characters. */
const SECRET_BYTES = 20;
const ID_LENGTH = 12;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface Tokens {
  create(name: string, actor: Actor): { readonly token: string; readonly row: TokenRow };
  list(): TokenRow[];
  /** @throws CairnError not_found */
  revoke(id: string): TokenRow;
  /** Who the holder of this secret acts as; undefined when it is no token of this data root. */
  check(token: string): TokenRow | undefined;
}

/** Tokens in `<data root>/tokens`, readable by their owner alone. */
export function openTokens(dataRoot: string, clock: Clock, random: Random): Tokens {
  const folder = join(dataRoot, 'tokens');
  const fileOf = (id: string): string => join(folder, `${id}.json`);

  function read(id: string): (z.infer<typeof Stored> & { readonly row: TokenRow }) | undefined {
    if (!/^[0-9a-f]+$/.test(id)) return undefined;
    try {
      const stored = Stored.parse(JSON.parse(readFileSync(fileOf(id), 'utf8')));
      const dated = Math.round(statSync(fileOf(id)).mtimeMs);
      const { name, actor, created } = stored;
      // Until it is used its file keeps the time it was made at.
      return { ...stored, row: { id, name, actor, created, used: dated > created ? dated : null } };
    } catch {
      return undefined; // revoked meanwhile, or no token
    }
  }

  function ids(): string[] {
    try {
      return readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
    } catch {
      return []; // none was made yet
    }
  }

  return {
    create(name, actor) {
      const token = `cairn-${Buffer.from(random.bytes(SECRET_BYTES)).toString('hex')}`;
      const hash = hashOf(token);
      const id = hash.slice(0, ID_LENGTH);
      const created = clock.now();
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const handle = openSync(fileOf(id), 'wx', 0o600);
        try {
          writeSync(handle, `${JSON.stringify({ name, actor, created, hash })}\n`);
          fsyncSync(handle);
        } finally {
          closeSync(handle);
        }
        chmodSync(fileOf(id), 0o600);
        utimesSync(fileOf(id), created / 1000, created / 1000);
      } catch (error) {
        throw namedError(error, 'root', 'Writing a token to', folder);
      }
      return { token, row: { id, name, actor, created, used: null } };
    },
    list: () => ids().flatMap((id) => read(id)?.row ?? []).sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)),
    revoke(id) {
      const found = read(id) ?? ids().map(read).find((each) => each?.name === id);
      if (!found) throw new CairnError('not_found', `There is no token "${id}". See them with cairn token ls.`, { id });
      rmSync(fileOf(found.row.id), { force: true });
      return found.row;
    },
    check(token) {
      const hash = hashOf(token);
      const found = read(hash.slice(0, ID_LENGTH));
      if (!found || !timingSafeEqual(Buffer.from(found.hash, 'hex'), Buffer.from(hash, 'hex'))) return undefined;
      const now = clock.now();
      const used = Math.max(now, found.created + 1) / 1000;
      if (now - (found.row.used ?? 0) > USED_EVERY_MS) utimesSync(fileOf(found.row.id), used, used);
      return found.row;
    },
  };
}
