// A socket as a message port: each message is a length and its bytes.
import type { Socket } from 'node:net';

/** Longest message that is read. Bulk data never travels here. */
const MAX_MESSAGE = 64 * 1024 * 1024;

export interface SocketPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/** Text goes as text (0), bytes as bytes (1). What is too long, or of another kind, ends the connection. */
export function portOver(socket: Socket): SocketPort {
  const messages: ((event: { data: unknown }) => void)[] = [];
  let waiting = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (part) => {
    waiting = waiting.length === 0 ? part : Buffer.concat([waiting, part]);
    while (waiting.length >= 5) {
      const length = waiting.readUInt32LE(1);
      if (length > MAX_MESSAGE || (waiting[0] ?? 2) > 1) {
        socket.destroy();
        return;
      }
      if (waiting.length < 5 + length) return;
      const body = waiting.subarray(5, 5 + length);
      const data: unknown = waiting[0] === 0 ? body.toString('utf8') : new Uint8Array(body);
      waiting = waiting.subarray(5 + length);
      for (const listener of messages) listener({ data });
    }
  });
  return {
    postMessage(message) {
      const text = typeof message === 'string';
      const body = text ? Buffer.from(message, 'utf8') : message instanceof ArrayBuffer ? Buffer.from(message) : Buffer.from(message as Uint8Array);
      const head = Buffer.alloc(5);
      head[0] = text ? 0 : 1;
      head.writeUInt32LE(body.length, 1);
      if (!socket.destroyed) socket.write(Buffer.concat([head, body]));
    },
    on(event: 'message' | 'close', listener: ((event: { data: unknown }) => void) & (() => void)) {
      if (event === 'message') messages.push(listener);
      else socket.on('close', () => listener());
    },
  };
}
