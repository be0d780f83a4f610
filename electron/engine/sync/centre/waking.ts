// Notices what makes it worth to try at once, whatever the back-off says: the computer slept, or its network is another one.
import type { NetworkInterfaceInfo } from 'node:os';

/** A look that comes this late means that the computer slept. */
const SLEPT_MS = 10_000;

export type Networks = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** The addresses by which others can be reached, as one text. */
function reachable(networks: Networks): string {
  return Object.entries(networks)
    .flatMap(([name, addresses = []]) => addresses.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`))
    .sort()
    .join('\n');
}

/** @returns what is to be asked every moment: whether the lid or the network opened since it was asked last */
export function createWaking(now: () => number, networks: () => Networks): () => boolean {
  let at = now();
  let addresses = reachable(networks());
  return () => {
    const [before, seen] = [at, addresses];
    at = now();
    addresses = reachable(networks());
    return at - before > SLEPT_MS || (addresses !== seen && addresses !== '');
  };
}
