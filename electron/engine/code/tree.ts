// Trees of source files: what is in a folder, one hash over it, and the bundle that carries files no commit holds.
import { blake3 } from '@napi-rs/blake-hash';
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import { canonicalJson } from '../domain/canonicalJson.js';
import { blake3Hex } from '../domain/blake3.js';
import { checkManifestPath } from '../domain/manifestPath.js';

export type FileMode = 'file' | 'exec' | 'link';

/** A file of a tree; of a link, `bytes` are its target. */
export interface TreeFile {
  readonly path: string;
  readonly mode: FileMode;
  readonly bytes: Uint8Array;
}

/** path, mode, BLAKE3 of the bytes. */
export type TreeEntry = readonly [path: string, mode: FileMode, digest: string];

export function entryOf({ path, mode, bytes }: TreeFile): TreeEntry {
  return [path, mode, blake3(bytes).toString('hex')];
}

/** One hash over a tree, whatever order its entries come in. */
export function treeHash(entries: Iterable<TreeEntry>): string {
  return `b3:${blake3Hex(canonicalJson([...entries].map((entry) => [...entry]).sort((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1))))}`;
}

const MAGIC = 'CAIRNCF1';
const MAX_HEADER = 32 * 1024 * 1024;
const Header = z.object({
  files: z.array(z.object({ path: z.string(), mode: z.enum(['file', 'exec', 'link']), offset: z.number().int().nonnegative(), length: z.number().int().nonnegative() })),
  /** Paths of the commit that were gone. */
  deleted: z.array(z.string()),
});

export interface Bundle {
  readonly files: readonly TreeFile[];
  readonly deleted: readonly string[];
}

export function encodeBundle({ files, deleted }: Bundle): Uint8Array {
  let offset = 0;
  const header = {
    files: files.map(({ path, mode, bytes }) => {
      const at = offset;
      offset += bytes.length;
      return { path, mode, offset: at, length: bytes.length };
    }),
    deleted,
  };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, text, ...files.map((file) => file.bytes)]);
}

/** A path inside a tree, safe to write below a folder. @throws CairnError invalid_path */
export function safePath(path: string): string {
  const checked = checkManifestPath(path);
  if (checked.split('/').some((part) => part.toLowerCase() === '.git')) throw new CairnError('invalid_path', `The path ${JSON.stringify(path)} leads into a repository's own folder.`, { path });
  return checked;
}

/** @throws CairnError malformed_file, invalid_path */
export function decodeBundle(bytes: Uint8Array): Bundle {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (why: string): CairnError => new CairnError('malformed_file', `Reading captured files: ${why}.`);
  if (buffer.toString('latin1', 0, 8) !== MAGIC || buffer.length < 12) throw bad('they do not begin as such');
  const length = buffer.readUInt32LE(8);
  if (length > MAX_HEADER || 12 + length > buffer.length) throw bad('their list is cut off');
  let value: unknown;
  try {
    value = JSON.parse(buffer.toString('utf8', 12, 12 + length));
  } catch {
    throw bad('their list is no JSON');
  }
  const header = Header.safeParse(value);
  if (!header.success) throw bad('their list is not in form');
  const body = buffer.subarray(12 + length);
  return {
    files: header.data.files.map(({ path, mode, offset, length: size }) => {
      if (offset + size > body.length) throw bad(`"${path}" is cut off`);
      return { path: safePath(path), mode, bytes: body.subarray(offset, offset + size) };
    }),
    deleted: header.data.deleted.map(safePath),
  };
}
