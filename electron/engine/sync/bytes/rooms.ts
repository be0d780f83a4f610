// Memory that work hands on to the work after it: asking the system for new memory takes longer than copying megabytes into it.

export interface Rooms {
  /** At least so many bytes, with anything in them. */
  take(bytes: number): Uint8Array;
  /** Back from one who reads and writes it no more. */
  giveBack(room: Uint8Array): void;
  /** Lets go of what nobody uses. */
  clear(): void;
}

const SMALLEST = 64 * 1024;

/** Powers of two, so that what was of use to one chunk is of use to the next; of a long room the system backs only what was written. */
const sizeFor = (bytes: number): number => Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes)));

/** @param most bytes that are kept while nobody uses them */
export function createRooms(most: number): Rooms {
  const free = new Map<number, Uint8Array[]>();
  let kept = 0;
  return {
    take(bytes) {
      const size = sizeFor(bytes);
      const room = free.get(size)?.pop();
      if (room) kept -= size;
      return room ?? Buffer.allocUnsafeSlow(size);
    },
    giveBack(room) {
      if (kept + room.length > most) return;
      kept += room.length;
      const same = free.get(room.length);
      if (same) same.push(room);
      else free.set(room.length, [room]);
    },
    clear() {
      free.clear();
      kept = 0;
    },
  };
}
