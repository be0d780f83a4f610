// The app's keychain for other processes of the same person: over a socket of its own, since the app need not have the lease.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { os, type RouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { z } from 'zod';
import type { Keychain, Logger } from '../../ports.js';
import { peerAddress } from './address.js';
import { connectTo } from './connect.js';
import { listenAt, type PeerServer } from './listen.js';

const Text = z.string().max(1_000_000);

function routerOf(keychain: Keychain) {
  return {
    available: os.output(z.boolean()).handler(() => keychain.available()),
    seal: os.input(Text).output(z.string()).handler(({ input }) => keychain.seal(input)),
    open: os.input(Text).output(z.string()).handler(({ input }) => keychain.open(input)),
  };
}
type Client = RouterClient<ReturnType<typeof routerOf>>;

export function serveKeychain(dataRoot: string, keychain: Keychain, logger: Logger): Promise<PeerServer | undefined> {
  const handler = new RPCHandler(routerOf(keychain));
  return listenAt(peerAddress(dataRoot, 'keychain'), (port) => handler.upgrade(port), logger, 'Other commands cannot ask for the keychain');
}

async function asking<T>(dataRoot: string, ask: (client: Client) => Promise<T>): Promise<T | undefined> {
  const connection = await connectTo(peerAddress(dataRoot, 'keychain'));
  if (!connection) return undefined;
  try {
    return await ask(createORPCClient<Client>(new RPCLink({ port: connection.port })));
  } finally {
    connection.close();
  }
}

const gone = (): never => {
  throw new Error('The app was closed before it answered');
};

/** The keychain of the app that runs on a data root; not available while none does. */
export function appKeychain(dataRoot: string): Keychain {
  return {
    absent: "Open Cairn's window, which alone can ask the keychain, and try again",
    available: async () => (await asking(dataRoot, (client) => client.available())) ?? false,
    seal: async (text) => (await asking(dataRoot, (client) => client.seal(text))) ?? gone(),
    open: async (sealed) => (await asking(dataRoot, (client) => client.open(sealed))) ?? gone(),
  };
}
