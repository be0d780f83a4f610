// A remote whose mirrors are read where it has not got something, or does not answer.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../../remotes/types.js';

/** Nothing is put through it that the remote would not be put. `mirrors` is asked once, when one is needed. */
export function withMirrors(remote: Remote, mirrors: () => Promise<readonly Remote[]>): Remote {
  let opened: Promise<readonly Remote[]> | undefined;

  /** What the remote says, else what the first mirror says that has it. */
  async function reading<T>(ask: (remote: Remote) => Promise<T>, isNothing: (said: T) => boolean): Promise<T> {
    let failure: unknown;
    let said: T | undefined;
    try {
      said = await ask(remote);
      if (!isNothing(said)) return said;
    } catch (error) {
      if (!(error instanceof CairnError) || error.code !== 'offline') throw error;
      failure = error;
    }
    for (const mirror of await (opened ??= mirrors())) {
      const other = await ask(mirror).catch(() => undefined);
      if (other !== undefined && !isNothing(other)) return other;
    }
    if (failure !== undefined) throw failure;
    return said as T;
  }

  return {
    ...remote,
    get: (key, most, signal, room) => reading((each) => each.get(key, most, signal, room), (body) => body === undefined),
    getRange: (key, from, length, signal) => reading((each) => each.getRange(key, from, length, signal), (body) => body === undefined),
    head: (key, signal) => reading((each) => each.head(key, signal), (item) => item === undefined),
    list: (prefix, after, signal, options) => reading((each) => each.list(prefix, after, signal, options?.next === undefined ? options : {}), (page) => page.items.length === 0),
  };
}
