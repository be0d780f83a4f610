// A remote in which what is damaged counts as not there: whatever creates it again puts it over what lies there.
import type { Remote } from '../../remotes/types.js';
import type { Healing } from './types.js';

export function createHealing(remote: Remote): Healing {
  const damaged = new Set<string>();
  return {
    ...remote,
    async putIfAbsent(key, body, signal) {
      if (!damaged.has(key)) return remote.putIfAbsent(key, body, signal);
      await remote.put(key, body, signal);
      return 'created';
    },
    overwrite: (keys) => keys.forEach((key) => damaged.add(key)),
  };
}
