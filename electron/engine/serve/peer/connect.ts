// Reaches a socket of the data root.
import { createConnection } from 'node:net';
import { portOver, type SocketPort } from './frames.js';

const CONNECT_MS = 2000;

export interface PeerConnection {
  readonly port: SocketPort;
  close(): void;
}

/** Undefined where nobody listens. */
export function connectTo(address: string): Promise<PeerConnection | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    const give = setTimeout(() => socket.destroy(), CONNECT_MS);
    const fail = (): void => {
      clearTimeout(give);
      resolve(undefined);
    };
    socket.once('error', fail);
    socket.once('close', fail);
    socket.once('connect', () => {
      clearTimeout(give);
      resolve({ port: portOver(socket), close: () => void socket.destroy() });
    });
  });
}
