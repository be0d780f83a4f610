// Answers other processes of the same person on this data root, while this one has the lease.
import type { CallContext } from '../../commands/context.js';
import { servePort } from '../rpc.js';
import { peerAddress } from './address.js';
import { listenAt, type PeerServer } from './listen.js';

export type { PeerServer } from './listen.js';

export function listenToPeers(context: CallContext): Promise<PeerServer | undefined> {
  const { dataRoot, ports } = context.engine;
  return listenAt(peerAddress(dataRoot, 'lease'), (port) => servePort(port, context), ports.logger, 'Other commands cannot ask this process to sync');
}
