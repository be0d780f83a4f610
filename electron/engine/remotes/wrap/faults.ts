// A remote that fails as networks do, on a schedule that the caller decides. For tests of everything above it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../types.js';

/**
 * `drop`: the request is lost. `loseReply`: it takes effect, the answer is lost. `duplicate`: it takes effect twice and the
 * second answer arrives. `stale`: a listing leaves out what was put since it was last listed.
 */
export type Fault = 'none' | 'drop' | 'loseReply' | 'duplicate' | 'stale';

export type RemoteCall = 'get' | 'putIfAbsent' | 'put' | 'list';

function lost(call: RemoteCall, key: string): CairnError {
  return new CairnError('offline', `The remote did not answer while ${call} of ${key} was asked for. It is tried again with the next sync.`, { key });
}

/** @param next the fault of each call, in order of calling */
export function withFaults(remote: Remote, next: (call: RemoteCall, key: string) => Fault): Remote {
  const hidden = new Set<string>();
  const run = async <T>(call: RemoteCall, key: string, action: () => Promise<T>): Promise<T> => {
    const fault = next(call, key);
    if (fault === 'drop') throw lost(call, key);
    const answer = await action();
    if (fault === 'loseReply') throw lost(call, key);
    return fault === 'duplicate' ? action() : answer;
  };
  return {
    url: remote.url,
    capabilities: remote.capabilities,
    get: (key, maxBytes, signal) => run('get', key, () => remote.get(key, maxBytes, signal)),
    putIfAbsent(key, body, signal) {
      hidden.add(key);
      return run('putIfAbsent', key, () => remote.putIfAbsent(key, body, signal));
    },
    put: (key, body, signal) => run('put', key, () => remote.put(key, body, signal)),
    async list(prefix, after, signal) {
      const fault = next('list', prefix);
      if (fault === 'drop' || fault === 'loseReply') throw lost('list', prefix);
      const page = await remote.list(prefix, after, signal);
      if (fault === 'stale') return { items: page.items.filter(({ key }) => !hidden.has(key)), more: page.more };
      for (const { key } of page.items) hidden.delete(key);
      return page;
    },
  };
}
