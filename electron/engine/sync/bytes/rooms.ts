// Memory that work hands on to the work after it: asking the system for new memory takes longer than copying megabytes into it.

export interface Rooms {
  /** Whether one of so many bytes can be had while all of them stay below the bound. */
  fits(bytes: number): boolean;
  /** At least so many bytes, with anything in them. @throws RangeError where the system has none of that length */
  take(bytes: number): Uint8Array;
  /** Back from one who reads and writes it no more. */
  giveBack(room: Uint8Array): void;
  /** Lets go of what nobody uses. */
  clear(): void;
}

const SMALLEST = 64 * 1024;
/** A room of at most so many times the size does for work too, before others are let go of: what is let go of still takes memory for a while. */
const WIDEST = 4;

/** Powers of two, so that what was of use to one chunk is of use to the next; of a long room the system backs only what was written. */
const sizeFor = (bytes: number): number => Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes)));

/** @param most bytes of all rooms, in use or not: after some chunks the whole of a room was written, however short they are */
export function createRooms(most: number): Rooms {
  /** In ascending order of length. */
  let free: Uint8Array[] = [];
  /** Bytes of those in use, and of all. */
  let used = 0;
  let all = 0;
  const indexOf = (least: number, longest: number): number => free.findIndex(({ length }) => length >= least && length <= longest);
  return {
    fits(bytes) {
      const size = sizeFor(bytes);
      return used + size <= most || indexOf(size, WIDEST * size) >= 0;
    },
    take(bytes) {
      const size = sizeFor(bytes);
      const at = indexOf(size, all + size <= most ? size : WIDEST * size);
      const [found] = at >= 0 ? free.splice(at, 1) : [];
      while (!found && free.length > 0 && all + size > most) all -= free.pop()?.length ?? 0;
      const room = found ?? Buffer.allocUnsafeSlow(size);
      if (!found) all += size;
      used += room.length;
      return room;
    },
    giveBack(room) {
      used -= room.length;
      if (all > most) {
        all -= room.length;
        return;
      }
      const after = indexOf(room.length, Infinity);
      free.splice(after >= 0 ? after : free.length, 0, room);
    },
    clear() {
      free = [];
      all = used;
    },
  };
}
