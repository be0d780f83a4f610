// The bytes of one member of a zip archive as a source of its own; a packed one is unpacked in memory, within a bound.
import { inflateRawSync } from 'node:zlib';
import { show, type Refuse } from './refusal.js';
import type { FormatSource } from './types.js';
import type { ZipMember } from './zipDirectory.js';

const STORED = 0;
const DEFLATED = 8;

/** Part of a source; its first byte is `start`. */
export function partOf(source: FormatSource, start: number, size: number): FormatSource {
  return { size, name: source.name, read: (offset, length) => source.read(start + offset, Math.max(0, Math.min(length, size - offset))) };
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array, name: string): FormatSource {
  return { size: bytes.length, name, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) };
}

/** @param most bytes that a packed member may have, packed and unpacked; more is refused */
export async function memberSource(source: FormatSource, member: ZipMember, refuse: Refuse, most: number): Promise<FormatSource> {
  if (member.method === STORED) return partOf(source, member.start, member.size);
  if (member.method !== DEFLATED) throw refuse(`member ${show(member.name)} is packed by method ${member.method}, which is not known here`);
  if (member.size > most || member.packed > most) throw refuse(`member ${show(member.name)} unpacks to ${member.size} bytes; at most ${most} are unpacked`);
  const packed = await source.read(member.start, member.packed);
  try {
    const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, member.size) });
    if (bytes.length !== member.size) throw new RangeError(`${bytes.length} bytes came out`);
    return bytesSource(bytes, source.name);
  } catch (cause) {
    throw refuse(`member ${show(member.name)} cannot be unpacked to the ${member.size} bytes that it is said to have`, cause);
  }
}

/** The whole of a small member as text. */
export async function memberText(source: FormatSource, member: ZipMember, refuse: Refuse, most: number): Promise<string> {
  if (member.size > most) throw refuse(`member ${show(member.name)} has ${member.size} bytes; at most ${most} are read`);
  const part = await memberSource(source, member, refuse, most);
  return new TextDecoder().decode(await part.read(0, part.size));
}
