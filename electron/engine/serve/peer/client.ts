// Asks the process that has the lease.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { PeerClient } from '../../commands/context.js';
import { peerAddress } from './address.js';
import { connectTo } from './connect.js';

/** Undefined where nobody listens. */
export async function connectToPeer(dataRoot: string): Promise<{ readonly client: PeerClient; close(): void } | undefined> {
  const connection = await connectTo(peerAddress(dataRoot, 'lease'));
  if (!connection) return undefined;
  const client: PeerClient = createORPCClient(new RPCLink({ port: connection.port }));
  return { client, close: connection.close };
}
