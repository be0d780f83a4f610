// Answers other processes of the same person on this data root, while this one has the lease.
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { CallContext } from '../../commands/context.js';
import { servePort } from '../rpc.js';
import { peerAddress } from './address.js';
import { portOver } from './frames.js';

export interface PeerServer {
  close(): Promise<void>;
}

/** Whoever listened here before is gone: this process has the lease. Failing to listen costs others a wait, never this process. */
export async function listenToPeers(context: CallContext): Promise<PeerServer | undefined> {
  const { engine } = context;
  const address = peerAddress(engine.dataRoot);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    servePort(portOver(socket), context);
  });
  try {
    if (process.platform !== 'win32') rmSync(address, { force: true });
    const before = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(address, resolve);
      });
    } finally {
      process.umask(before);
    }
    if (process.platform !== 'win32') chmodSync(address, 0o600);
  } catch (error) {
    engine.ports.logger.warn({ err: error, address }, 'Other commands cannot ask this process to sync');
    return undefined;
  }
  server.unref();
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if (process.platform !== 'win32') rmSync(address, { force: true });
    },
  };
}
