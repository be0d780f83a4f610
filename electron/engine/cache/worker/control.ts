// What a job and its owner share while the job runs: bytes done, and the wish to stop. In shared memory, because a job that
// reads and writes synchronously hears no messages.

const TICK = 0;
const CANCEL = 1;
const STATE = 2;
const WRITTEN = 2;
const HASHED = 3;

const STATE_RUNNING = 0;
const STATE_DONE = 1;
const STATE_FAILED = 2;

export type ControlBuffer = SharedArrayBuffer;

export interface Control {
  readonly buffer: ControlBuffer;
  cancel(): void;
  readonly cancelled: boolean;
  /** Bytes at the front of the destination that are there to be hashed. */
  written: number;
  hashed: number;
  /** The writer left a hole at this block, so it need not be read back. Set before `written` passes it. */
  markHole(block: number): void;
  isHole(block: number): boolean;
  /** Called by the writer: all is written, or it never will be. */
  endWriting(ok: boolean): void;
  readonly writerFailed: boolean;
  readonly writerDone: boolean;
  /** Blocks this thread until `written` moved past `than`, the writer ended or someone cancelled. */
  waitBeyond(than: number): void;
}

/** Zeros in whole blocks of this length are left out of a copy: a sparse file stays sparse. */
export const HOLE = 256 * 1024;
const HEAD = 32;

/** `size`: of the file that will be copied, if one will. */
export function createControlBuffer(size: number): ControlBuffer {
  return new SharedArrayBuffer(HEAD + Math.ceil(size / HOLE / 8));
}

export function openControl(buffer: ControlBuffer): Control {
  const flags = new Int32Array(buffer, 0, 4);
  const counts = new BigInt64Array(buffer, 0, 4);
  const holes = new Uint8Array(buffer, HEAD);
  const wake = (): void => {
    Atomics.add(flags, TICK, 1);
    Atomics.notify(flags, TICK);
  };
  return {
    buffer,
    cancel() {
      Atomics.store(flags, CANCEL, 1);
      wake();
    },
    get cancelled() {
      return Atomics.load(flags, CANCEL) === 1;
    },
    get written() {
      return Number(Atomics.load(counts, WRITTEN));
    },
    set written(bytes: number) {
      Atomics.store(counts, WRITTEN, BigInt(bytes));
      wake();
    },
    get hashed() {
      return Number(Atomics.load(counts, HASHED));
    },
    set hashed(bytes: number) {
      Atomics.store(counts, HASHED, BigInt(bytes));
    },
    markHole: (block) => void Atomics.or(holes, block >> 3, 1 << (block & 7)),
    isHole: (block) => block >> 3 < holes.length && (Atomics.load(holes, block >> 3) & (1 << (block & 7))) !== 0,
    endWriting(ok) {
      Atomics.compareExchange(flags, STATE, STATE_RUNNING, ok ? STATE_DONE : STATE_FAILED);
      wake();
    },
    get writerFailed() {
      return Atomics.load(flags, STATE) === STATE_FAILED;
    },
    get writerDone() {
      return Atomics.load(flags, STATE) === STATE_DONE;
    },
    waitBeyond(than) {
      for (;;) {
        const tick = Atomics.load(flags, TICK);
        if (this.written > than || this.writerFailed || this.writerDone || this.cancelled) return;
        Atomics.wait(flags, TICK, tick);
      }
    },
  };
}
