// A remote that fails as networks and stores do, on a schedule that the caller decides. For tests of everything above it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../types.js';

/**
 * `drop`: the request is lost. `loseReply`: it takes effect, the answer is lost. `duplicate`: it takes effect twice and the
 * second answer arrives. `stale`: a listing leaves out what was put since it was last listed. `slow`: the store says that it has
 * too much to do. `corrupt`: a body comes back with one bit turned. `torn`: half a body comes back. `full`: nothing can be put.
 * `denied`: the keys have expired.
 */
export type Fault = 'none' | 'drop' | 'loseReply' | 'duplicate' | 'stale' | 'slow' | 'corrupt' | 'torn' | 'full' | 'denied';

export type RemoteCall = 'get' | 'getRange' | 'head' | 'putIfAbsent' | 'put' | 'mend' | 'list' | 'delete' | 'now';

function lost(call: RemoteCall, key: string): CairnError {
  return new CairnError('offline', `The remote did not answer while ${call} of ${key} was asked for. It is tried again with the next sync.`, { key });
}

function refused(fault: Fault, call: RemoteCall, key: string): CairnError | undefined {
  if (fault === 'drop') return lost(call, key);
  if (fault === 'slow') return new CairnError('offline', `The remote has too much to do (503 SlowDown) for ${call} of ${key}.`, { key, retry: true, slow: true });
  if (fault === 'denied') return new CairnError('forbidden', `The keys have expired (403 ExpiredToken), asking for ${call} of ${key}.`, { key, expired: true });
  if (fault === 'full' && (call === 'put' || call === 'putIfAbsent' || call === 'mend')) return new CairnError('no_space', `The remote is full, writing ${key}.`, { key });
  return undefined;
}

/** No two damages of one body are alike: `before` tells how many there were. */
function damaged(fault: Fault, body: Uint8Array, before: number): Uint8Array {
  if ((fault !== 'torn' && fault !== 'corrupt') || body.length === 0) return body;
  const at = ((body.length >> 1) + before * 7) % body.length;
  if (fault === 'torn') return body.slice(0, at);
  const turned = body.slice();
  turned[at] = (turned[at] ?? 0) ^ 1;
  return turned;
}

/** @param next the fault of each call, in order of calling */
export function withFaults(remote: Remote, next: (call: RemoteCall, key: string) => Fault): Remote {
  const hidden = new Set<string>();
  let harmed = 0;
  const run = async <T>(call: RemoteCall, key: string, action: () => Promise<T>): Promise<T> => {
    const fault = next(call, key);
    const error = refused(fault, call, key);
    if (error) throw error;
    const answer = await action();
    if (fault === 'loseReply') throw lost(call, key);
    if (fault === 'duplicate') return action();
    if (!(answer instanceof Uint8Array) || (fault !== 'corrupt' && fault !== 'torn')) return answer;
    harmed += 1;
    return damaged(fault, answer, harmed) as T;
  };
  return {
    url: remote.url,
    capabilities: remote.capabilities,
    get: (key, maxBytes, signal, room) => run('get', key, () => remote.get(key, maxBytes, signal, room)),
    getRange: (key, from, length, signal) => run('getRange', key, () => remote.getRange(key, from, length, signal)),
    head: (key, signal) => run('head', key, () => remote.head(key, signal)),
    putIfAbsent(key, body, signal) {
      hidden.add(key);
      return run('putIfAbsent', key, () => remote.putIfAbsent(key, body, signal));
    },
    put: (key, body, signal) => run('put', key, () => remote.put(key, body, signal)),
    mend: (key, tag, body, signal) => run('mend', key, () => remote.mend(key, tag, body, signal)),
    async list(prefix, after, signal, options) {
      const fault = next('list', prefix);
      const error = refused(fault, 'list', prefix);
      if (error || fault === 'loseReply') throw error ?? lost('list', prefix);
      const page = await remote.list(prefix, after, signal, options);
      if (fault === 'stale') return { ...page, items: page.items.filter(({ key }) => !hidden.has(key)) };
      for (const { key } of page.items) hidden.delete(key);
      return page;
    },
    delete: (key, signal) => run('delete', key, () => remote.delete(key, signal)),
    now: (signal) => run('now', '', () => remote.now(signal)),
    policies: (signal) => remote.policies(signal),
  };
}
