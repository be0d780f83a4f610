// Bodies of answers over plain HTTP go from the socket straight to where they belong. The parser of answers would put every piece of
// them into new memory first, which takes longer than all else that is done with the bytes.
import { connect, type NetConnectOpts, type Socket } from 'node:net';

/** Bytes that one read takes from a socket at most. */
const READ = 1024 * 1024;

/** Where a body of this length goes; undefined leaves it to the parser. */
type PlaceFor = (length: number) => Uint8Array | undefined;

interface Lift {
  readonly placeFor: PlaceFor;
  /** Of the answer, as the parser will see it: without a body. */
  head?: Buffer;
  body?: Uint8Array;
  got: number;
}

/** Of the sockets made here: what the next answer's body is to do. */
const lifts = new WeakMap<Socket, Lift | undefined>();

const LENGTH = /\r\nContent-Length:[ \t]*(\d+)[ \t]*(?=\r\n)/gi;

/** Length of the body that follows a head; undefined where there is none, or its end is told in another way. */
function lengthAfter(head: string): number | undefined {
  const [found, ...others] = head.matchAll(LENGTH);
  if (!found || others.length > 0 || !/^HTTP\/1\.[01] 20[06] /.test(head) || /\r\nTransfer-Encoding:/i.test(head)) return undefined;
  return Number(found[1]) || undefined;
}

/** Begins to lift, unless the head did not come whole or announces no body that has a place. @returns where the body begins in the part; undefined for what is the parser's */
function begin(lift: Lift, part: Buffer): number | undefined {
  const end = part.indexOf('\r\n\r\n') + 4;
  const head = end < 4 ? '' : part.toString('latin1', 0, end);
  const length = lengthAfter(head);
  const body = length === undefined ? undefined : lift.placeFor(length);
  if (!body) return undefined;
  lift.head = Buffer.from(head.replace(LENGTH, '\r\nContent-Length: 0'), 'latin1');
  lift.body = body;
  return end;
}

function receive(socket: Socket, part: Buffer): void {
  const lift = lifts.get(socket);
  const from = lift?.body ? 0 : lift && begin(lift, part);
  if (!lift?.head || !lift.body || from === undefined) {
    lifts.set(socket, undefined);
    socket.emit('data', part);
    return;
  }
  const taken = part.copy(lift.body, lift.got, from);
  lift.got += taken;
  if (lift.got < lift.body.length) return;
  lifts.set(socket, undefined);
  socket.emit('data', lift.head);
  if (from + taken < part.length) socket.emit('data', part.subarray(from + taken));
}

/** Makes sockets whose answers' bodies can be lifted. All of them read into the same memory: what comes is copied out of it before the next read. */
export function createLiftingConnector(): (to: NetConnectOpts) => Socket {
  const buffer = Buffer.allocUnsafeSlow(READ);
  return (to) => {
    const socket: Socket = connect({
      ...to,
      onread: {
        buffer,
        callback(length) {
          receive(socket, buffer.subarray(0, length));
          return true;
        },
      },
    });
    lifts.set(socket, undefined);
    return socket;
  };
}

/**
 * Lifts the body of the next answer that comes on the socket, if it is one of a kind that can be. The parser then sees an answer that has
 * none, once all of it is where `placeFor`, asked once and for no other answer, has put it. Does nothing to sockets made elsewhere.
 */
export function liftNext(socket: Socket, placeFor: PlaceFor): void {
  if (lifts.has(socket)) lifts.set(socket, { placeFor, got: 0 });
}
