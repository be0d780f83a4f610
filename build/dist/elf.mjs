// Reads from a Linux program or library which other libraries it needs, and the oldest glibc that will do.
import { closeSync, openSync, readSync } from 'node:fs';

const [PT_LOAD, PT_DYNAMIC] = [1, 2];
const [DT_NEEDED, DT_STRTAB, DT_STRSZ] = [1n, 5n, 10n];
const HEADER = 64;

function reader(file) {
  const handle = openSync(file, 'r');
  const at = (offset, length) => {
    const bytes = Buffer.alloc(Number(length));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, Number(offset)));
  };
  return { at, close: () => closeSync(handle) };
}

function segments(at, header) {
  const [offset, size, count] = [header.readBigUInt64LE(32), header.readUInt16LE(54), header.readUInt16LE(56)];
  const table = at(offset, size * count);
  return Array.from({ length: count }, (_, index) => {
    const entry = table.subarray(index * size);
    return { type: entry.readUInt32LE(0), offset: entry.readBigUInt64LE(8), address: entry.readBigUInt64LE(16), length: entry.readBigUInt64LE(32) };
  });
}

function dynamicEntries(at, { offset, length }) {
  const table = at(offset, length);
  return Array.from({ length: Math.floor(table.length / 16) }, (_, index) => ({ tag: table.readBigInt64LE(index * 16), value: table.readBigUInt64LE(index * 16 + 8) }));
}

/**
 * {needed, glibc} of a 64-bit little-endian ELF file that is linked dynamically; undefined for any other file.
 * `glibc` is the highest version it asks of the C library ("2.25"), or undefined.
 */
export function readElf(file) {
  const { at, close } = reader(file);
  try {
    const header = at(0, HEADER);
    if (header.length < HEADER || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) return undefined;
    const parts = segments(at, header);
    const dynamic = parts.find(({ type }) => type === PT_DYNAMIC);
    if (!dynamic) return undefined;
    const entries = dynamicEntries(at, dynamic);
    const [text, size] = [DT_STRTAB, DT_STRSZ].map((wanted) => entries.find(({ tag }) => tag === wanted)?.value);
    const home = parts.find(({ type, address, length }) => type === PT_LOAD && text >= address && text < address + length);
    const names = at(home.offset + (text - home.address), size).toString('latin1');
    const nameAt = (start) => names.slice(Number(start), names.indexOf('\0', Number(start)));
    const versions = [...names.matchAll(/\0GLIBC_2\.(\d+)(?=[.\0])/g)].map(([, minor]) => Number(minor));
    return {
      needed: entries.filter(({ tag }) => tag === DT_NEEDED).map(({ value }) => nameAt(value)),
      glibc: versions.length > 0 ? `2.${Math.max(...versions)}` : undefined,
    };
  } finally {
    close();
  }
}
