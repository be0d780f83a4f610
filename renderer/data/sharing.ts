// Work that several parts of a screen want at once is done once, and goes on until the last of them has gone.
import { CairnError } from '../../shared/contract/errors.js';

interface Going {
  readonly control: AbortController;
  readonly result: Promise<unknown>;
  users: number;
}

/** Work of one key gives one type. An aborted signal rejects with `cancelled`; the work is aborted when nobody is left. */
export type Share = <T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export function createSharing(): Share {
  const going = new Map<string, Going>();

  function start(key: string, work: (signal: AbortSignal) => Promise<unknown>): Going {
    const control = new AbortController();
    const begun: Going = { control, users: 0, result: work(control.signal) };
    const forget = (): void => {
      if (going.get(key) === begun) going.delete(key);
    };
    control.signal.addEventListener('abort', forget);
    begun.result.then(forget, forget);
    going.set(key, begun);
    return begun;
  }

  return <T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (signal.aborted) return Promise.reject(cancelled());
    const shared = going.get(key) ?? start(key, work);
    shared.users += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        shared.users -= 1;
        if (shared.users === 0) shared.control.abort();
        reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      const stay = (): void => signal.removeEventListener('abort', leave);
      (shared.result as Promise<T>).then(resolve, reject).finally(stay);
    });
  };
}

function cancelled(): CairnError {
  return new CairnError('cancelled', 'Cancelled.');
}
