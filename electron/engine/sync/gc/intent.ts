// A machine that shares its identity with another, as a cloned disk does, cannot be told from it by what it wrote before: so whoever knows
// of no other device says in the remote that it is about to publish. PROTOCOL.md, section 12.
import type { Remote } from '../../remotes/types.js';
import type { SyncParty } from '../types.js';
import { putWriting } from './objects.js';

export interface Intent {
  /** Before it is looked what is being removed there. */
  announce(): Promise<void>;
  /** It is published, or nothing of it was tried to be. */
  withdraw(): Promise<void>;
}

export function createIntent({ store, random }: SyncParty, remote: Remote, signal: AbortSignal | undefined): Intent {
  let announced: string | undefined;
  return {
    async announce() {
      if (store.devices().every(({ device }) => device === store.device.id)) announced = await putWriting(remote, random, signal);
    },
    async withdraw() {
      if (announced !== undefined) await remote.delete(announced);
      announced = undefined;
    },
  };
}
