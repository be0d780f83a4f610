// What a job and its owner share while the job runs: bytes done, and the wish to stop. In shared memory, because a job that
// reads and writes synchronously hears no messages.

const TICK = 0;
const CANCEL = 1;
const HASHED = 1;
const WRITTEN = 2;

export type ControlBuffer = SharedArrayBuffer;

export interface Control {
  readonly buffer: ControlBuffer;
  cancel(): void;
  readonly cancelled: boolean;
  /** Bytes that were hashed. */
  hashed: number;
  /** Bytes at the front of a growing file that are there to be hashed. */
  written: number;
  /** Lets those who wait look again. */
  wake(): void;
  /** Blocks this thread until `done` says so or someone cancelled; `wake` has it asked again. */
  waitUntil(done: () => boolean): void;
  /** The same, with this thread free for other work meanwhile. */
  until(done: () => boolean): Promise<void>;
}

export function createControlBuffer(): ControlBuffer {
  return new SharedArrayBuffer(24);
}

export function openControl(buffer: ControlBuffer): Control {
  const flags = new Int32Array(buffer, 0, 2);
  const counts = new BigInt64Array(buffer, 0, 3);
  return {
    buffer,
    cancel() {
      Atomics.store(flags, CANCEL, 1);
      this.wake();
    },
    get cancelled() {
      return Atomics.load(flags, CANCEL) === 1;
    },
    get hashed() {
      return Number(Atomics.load(counts, HASHED));
    },
    set hashed(bytes: number) {
      Atomics.store(counts, HASHED, BigInt(bytes));
    },
    get written() {
      return Number(Atomics.load(counts, WRITTEN));
    },
    set written(bytes: number) {
      Atomics.store(counts, WRITTEN, BigInt(bytes));
      this.wake();
    },
    wake() {
      Atomics.add(flags, TICK, 1);
      Atomics.notify(flags, TICK);
    },
    waitUntil(done) {
      for (;;) {
        const tick = Atomics.load(flags, TICK);
        if (this.cancelled || done()) return;
        Atomics.wait(flags, TICK, tick);
      }
    },
    async until(done) {
      for (;;) {
        const tick = Atomics.load(flags, TICK);
        if (this.cancelled || done()) return;
        await Atomics.waitAsync(flags, TICK, tick).value;
      }
    },
  };
}
