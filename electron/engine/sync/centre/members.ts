// The registries that are kept in step with a remote: what is remembered of each between two syncs, and its remote, opened for work.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { CLOCKS_APART_MS } from './clocks.js';
import { keepLastSync, type LastSync } from './lastSync.js';
import { createMisses, type Misses } from './misses.js';
import { pendingOf, type Pending } from './pending.js';
import { createRunner, type RegistryRunner } from './registrySync.js';
import type { StoredRemote } from './remotesFile.js';
import { openForWork, secretsOf, type Wrapping } from './session.js';
import type { CentreOptions } from './types.js';

export interface Member {
  readonly store: RegistryStore;
  readonly runner: RegistryRunner;
  readonly misses: Misses;
  pending?: { readonly seq: number; readonly value: Pending };
  session?: { readonly key: string; readonly remote: Remote };
  /** What comes by itself after a sync is under way. */
  bringing?: Promise<void>;
  /** What was told of the last time that something was not brought. */
  unbrought?: string;
}

/** A registry and the remote that it has here. */
export interface Pair {
  readonly member: Member;
  readonly stored: StoredRemote;
}

export interface Members {
  /** Registries that have a remote here. */
  pairs(): Pair[];
  /** By the registry's id, or its remote's name or address. @throws CairnError not_found */
  pairOf(registry: string): Pair;
  /** @param again a person says that a folder which is not there shall be made. @throws CairnError invalid_input, offline, forbidden */
  remoteOf(pair: Pair, signal: AbortSignal | undefined, again?: boolean): Promise<Remote>;
  /** What the remote does not have yet. */
  pendingIn(member: Member): Pending;
}

interface MembersOptions extends Pick<CentreOptions, 'ports' | 'remotes' | 'clockWatch' | 'registries' | 'actor'> {
  readonly wrapping: Wrapping;
  readonly changed: () => void;
  /** A request failed in passing. */
  readonly retried: (registry: string, text: string) => void;
}

export function createMembers({ ports, remotes, clockWatch, registries, actor, wrapping, changed, retried }: MembersOptions): Members {
  const { clock, random } = ports;
  const now = (): number => clock.now();
  const members = new Map<string, Member>();

  function memberOf(store: RegistryStore): Member {
    const found = members.get(store.id);
    if (found?.store === store) return found;
    const made: Member = { store, runner: createRunner(store, clock, random, changed, (last) => keep(store, last)), misses: createMisses(now) };
    members.set(store.id, made);
    return made;
  }

  /** What cannot be kept (the disk is full, the engine closes) is told again by the next sync. */
  function keep(store: RegistryStore, last: LastSync): void {
    try {
      keepLastSync(store, actor(), last);
    } catch (error) {
      ports.logger.warn({ err: error, registry: store.id }, 'How a sync ended was not kept');
    }
  }

  function pairs(): Pair[] {
    const known = remotes.list();
    return registries().flatMap((store) => {
      const stored = known.find(({ registry }) => registry === store.id);
      return stored ? [{ member: memberOf(store), stored }] : [];
    });
  }

  function pairOf(registry: string): Pair {
    const found = pairs().find(({ member, stored }) => member.store.id === registry || stored.name === registry || stored.url === registry);
    if (!found) throw new CairnError('not_found', `No remote is known for the registry "${registry}". Add one with "cairn remote add".`, { registry });
    return found;
  }

  /** A remote that shows the same time says that the clock here is right. */
  function heardTime({ runner }: Member, there: number): void {
    runner.told(there);
    if (Math.abs(there - now()) <= CLOCKS_APART_MS && clockWatch.jump()) clockWatch.confirm();
  }

  async function remoteOf({ member, stored }: Pair, signal: AbortSignal | undefined, again = false): Promise<Remote> {
    const secrets = await secretsOf(ports.secrets, stored);
    const key = JSON.stringify([stored.url, stored.mode, stored.writable, secrets]);
    // One that may only be read now is opened anew each time, until it may be written again.
    if (member.session?.key === key && member.session.remote.capabilities.writable === stored.writable) return member.session.remote;
    const remote = await openForWork(stored.url, { secrets, mode: stored.mode, writable: stored.writable, existing: !again, told: (there) => heardTime(member, there), ...(signal ? { signal } : {}) }, { ...wrapping, retried: ({ message }) => retried(member.store.id, `${stored.name}, first try: ${message}`) });
    member.session = { key, remote };
    return remote;
  }

  function pendingIn(member: Member): Pending {
    const seq = member.store.changeSeq();
    if (member.pending?.seq !== seq || member.runner.state.going) member.pending = { seq, value: pendingOf({ store: member.store, actor: actor(), clock, random }) };
    return member.pending.value;
  }

  return { pairs, pairOf, remoteOf, pendingIn };
}
