// Writes bytes to an open file through the system's cache.
import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/**
 * Measured on ext4: long writes make the kernel take its page cache in large blocks, which in a virtual machine are often not backed
 * by memory yet; the copy then costs two to four times the system time. Shorter ones cost more calls.
 */
const STEP = 32 * 1024;
/** A call that another thread is handed costs more. */
const ASIDE_STEP = 256 * 1024;

/** All of the bytes, at this place of the file. */
export function writeAll(file: number, bytes: Uint8Array, at = 0): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, Math.min(STEP, bytes.length - done), at + done);
}

/** As `writeAll`, while this thread goes on. */
export async function writeAllAside(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, Math.min(ASIDE_STEP, bytes.length - done), at + done)).bytesWritten;
}
