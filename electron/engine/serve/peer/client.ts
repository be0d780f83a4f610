// Asks the process that has the lease.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { createConnection } from 'node:net';
import type { PeerClient } from '../../commands/context.js';
import { peerAddress } from './address.js';
import { portOver } from './frames.js';

const CONNECT_MS = 2000;

/** Undefined where nobody listens. */
export function connectToPeer(dataRoot: string): Promise<{ readonly client: PeerClient; close(): void } | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(peerAddress(dataRoot));
    const give = setTimeout(() => socket.destroy(), CONNECT_MS);
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
    socket.once('connect', () => {
      clearTimeout(give);
      const client: PeerClient = createORPCClient(new RPCLink({ port: portOver(socket) }));
      resolve({ client, close: () => void socket.destroy() });
    });
  });
}
