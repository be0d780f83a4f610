// Addresses that are their own permission: the client sends no token with uploads and downloads. Each is bound to a method and an
// object, and expires.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Clock, Random } from '../../ports.js';

/** A day: an upload of many gigabytes may begin long after its address was given out. */
const LIFE_MS = 24 * 60 * 60_000;
/** 132 bits. */
const MAC_LENGTH = 22;

export type CapabilityMethod = 'GET' | 'PUT';

export interface Capabilities {
  /** Path of an address for one method on one object. `object` is made of path segments. */
  path(method: CapabilityMethod, kind: string, ...object: readonly string[]): string;
  /** What an address stands for. @throws CairnError forbidden when it is forged, for another method, or expired */
  open(method: string, path: string): { readonly kind: string; readonly object: readonly string[] };
}

export const CAPABILITY_PREFIX = '/wandb/';

export function createCapabilities(clock: Clock, random: Random): Capabilities {
  const secret = random.bytes(32);
  const mac = (method: string, kind: string, expires: string, object: readonly string[]): string => createHmac('sha256', secret).update(JSON.stringify([method, kind, expires, ...object])).digest('base64url').slice(0, MAC_LENGTH);
  return {
    path(method, kind, ...object) {
      const expires = (clock.now() + LIFE_MS).toString(36);
      return `${CAPABILITY_PREFIX}${kind}/${expires}.${mac(method, kind, expires, object)}/${object.map(encodeURIComponent).join('/')}`;
    },
    open(method, path) {
      const refuse = (why: string): never => {
        throw new CairnError('forbidden', `This address ${why}. Ask for a new one.`);
      };
      const [kind = '', seal = '', ...rest] = path.slice(CAPABILITY_PREFIX.length).split('/');
      const [expires = '', given = ''] = seal.split('.');
      let object: string[];
      try {
        object = rest.map(decodeURIComponent);
      } catch {
        return refuse('is not one that was given out');
      }
      const asked = method === 'HEAD' ? 'GET' : method;
      const right = Buffer.from(mac(asked, kind, expires, object));
      const found = Buffer.from(given);
      if (right.length !== found.length || !timingSafeEqual(right, found)) refuse('is not one that was given out for this');
      if (Number.parseInt(expires, 36) < clock.now()) refuse('has expired');
      return { kind, object };
    },
  };
}
