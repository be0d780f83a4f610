// Panels of one page ask much the same: equal questions that are under way at once go to the engine as one.
import { CairnError } from '../contract/errors.js';
import type { PanelClient, Signal } from './types.js';

type Call = (input: unknown, options?: { readonly signal?: Signal }) => Promise<unknown>;
const GROUPS = ['browse', 'registry', 'versions', 'runs', 'lineage', 'compare', 'tables', 'code'] as const satisfies readonly (keyof PanelClient)[];

/**
 * The same client; nothing is remembered once it was answered. One who stops waiting leaves the others their answer. Make a new one
 * when what is asked about has changed: what is under way may be of before.
 */
export function askTogether(client: PanelClient): PanelClient {
  const underWay = new Map<string, Promise<unknown>>();
  const ask = (name: string, call: Call): Call => (input, options) => {
    if (options?.signal?.aborted) return Promise.reject(new CairnError('cancelled', 'Cancelled.'));
    const key = `${name} ${JSON.stringify(input) ?? ''}`;
    const asked = underWay.get(key);
    if (asked) return asked;
    const answer = call(input).finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
  const together = GROUPS.map((group) => {
    const calls = client[group] as unknown as Record<string, Call>;
    return [group, new Proxy({}, { get: (_target, name) => (typeof name === 'string' ? ask(`${group}.${name}`, (input, options) => (calls[name] as Call)(input, options)) : undefined) })];
  });
  return Object.fromEntries(together) as PanelClient;
}
