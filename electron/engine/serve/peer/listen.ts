// A socket of the data root that only its owner can open.
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { Logger } from '../../ports.js';
import { portOver, type SocketPort } from './frames.js';

export interface PeerServer {
  close(): Promise<void>;
}

/** Whoever listened here before is gone. Failing to listen costs others something (`lost`), never this process. */
export async function listenAt(address: string, serve: (port: SocketPort) => void, logger: Logger, lost: string): Promise<PeerServer | undefined> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(portOver(socket));
  });
  try {
    if (process.platform !== 'win32') rmSync(address, { force: true });
    const listening = once(server, 'listening');
    // It is bound before `listen` returns. The mask is everybody's in this process: what is made meanwhile could not be opened.
    const before = process.umask(0o177);
    try {
      server.listen(address);
    } finally {
      process.umask(before);
    }
    await listening;
    if (process.platform !== 'win32') chmodSync(address, 0o600);
  } catch (error) {
    logger.warn({ err: error, address }, lost);
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
