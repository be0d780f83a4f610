// A store that answers before it has read what it is sent, and then reads no further.
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { readS3Url } from '../../../electron/engine/remotes/s3/place.js';
import { send } from '../../../electron/engine/remotes/s3/request.js';

const KEYS = { accessKeyId: 'key', secretAccessKey: 'secret', from: 'the test' };

test('its answer counts, and the connection is closed: nothing is asked on it any more, and it keeps no process alive', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = readS3Url(`s3://team/p?endpoint=${encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)}&region=x&pathStyle=1`);
  const agent = new Agent({ keepAlive: true });
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  try {
    const { status } = await send(place, agent, KEYS, { method: 'PUT', key: 'chunks/1', body: new Uint8Array(16 * 1024 * 1024) });
    expect(status).toBe(412);
    const [socket] = await accepted;
    socket.resume();
    await once(socket, 'close');
    expect(Object.keys(agent.sockets)).toEqual([]);
    expect(Object.keys(agent.freeSockets)).toEqual([]);
  } finally {
    agent.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});
