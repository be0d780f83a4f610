// Artifacts in the log of a W&B run: what each is made of, where the client kept its files, and what lies elsewhere.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { nameOf } from './folder.js';
import { fieldsOf, signed, textIn, type WireField } from './protobuf.js';
import type { FolderView, ImportArtifact, ImportReference, Tell } from './types.js';
import { cleanName, jsonObject, pythonJson } from './values.js';

interface Entry {
  readonly path: string;
  /** MD5 in base64; empty where another algorithm made it. */
  readonly md5: string;
  readonly digest: string;
  readonly ref: string;
  readonly size: number;
  /** Where the client had the file, absolute. */
  readonly local: string;
}

export interface WandbArtifact {
  readonly name: string;
  readonly type: string;
  readonly digest: string;
  readonly description: string;
  readonly metadata: JsonObject;
  readonly aliases: readonly string[];
  readonly entries: readonly Entry[];
  /** Rows of history that stand before it, and in which log. */
  readonly seen: { readonly writer: string; readonly rows: number };
}

function pairIn(field: WireField): readonly [string, string] {
  let [key, value] = ['', ''];
  for (const part of fieldsOf(field.bytes)) {
    if (part.number === 1) key = textIn(part);
    if (part.number === 2) value = textIn(part);
  }
  return [key, value];
}

function entryIn(field: WireField): Entry {
  let [path, digest, ref, local, algorithm, size] = ['', '', '', '', '', 0];
  for (const part of fieldsOf(field.bytes)) {
    if (part.number === 1) path = textIn(part);
    if (part.number === 2) digest = textIn(part);
    if (part.number === 3) ref = textIn(part);
    if (part.number === 4) size = signed(part);
    if (part.number === 6) local = textIn(part);
    if (part.number === 16) {
      const [key, value] = pairIn(part);
      if (key === 'alg') algorithm = value;
    }
  }
  return { path, md5: /^("?md5"?)?$/i.test(algorithm) && /^[A-Za-z0-9+/]{22}==$/.test(digest) ? digest : '', digest, ref, size, local };
}

function metadataIn(text: string): JsonObject {
  try {
    return text === '' ? {} : jsonObject(pythonJson(text));
  } catch {
    return {}; // of no use to anybody as the text it is
  }
}

/** One record of an artifact. Throws RangeError where the bytes are no message. */
export function wandbArtifact(bytes: Uint8Array, rows: number): WandbArtifact {
  let [type, name, digest, description, metadata] = ['', '', '', '', ''];
  const aliases: string[] = [];
  const entries: Entry[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 4) type = textIn(field);
    if (field.number === 5) name = textIn(field);
    if (field.number === 6) digest = textIn(field);
    if (field.number === 7) description = textIn(field);
    if (field.number === 8) metadata = textIn(field);
    if (field.number === 11) aliases.push(textIn(field));
    if (field.number === 12) for (const part of fieldsOf(field.bytes)) if (part.number === 4) entries.push(entryIn(part));
  }
  return { name, type: type === '' ? 'model' : type, digest, description, metadata: metadataIn(metadata), aliases: aliases.filter((alias) => !/^(latest|v\d+)$/.test(alias)), entries, seen: { writer: '', rows } };
}

/** The same artifact is told of more than once: its aliases are those of all times. */
export function joinArtifacts(known: WandbArtifact | undefined, next: WandbArtifact): WandbArtifact {
  return known ? { ...next, seen: known.seen, aliases: [...new Set([...known.aliases, ...next.aliases])] } : next;
}

function isFile(path: string, size: number): boolean {
  try {
    const found = statSync(path);
    return found.isFile() && found.size === size;
  } catch {
    return false;
  }
}

/**
 * The file of an entry: where the client had it, or among what was given, under the name it had. One that lies outside of what was
 * given has to have the MD5 that the log says: a log that another person wrote must not have any file of this computer taken in.
 */
function placeOf(byName: ReadonlyMap<string, readonly string[]>, { local, size, md5 }: Entry): string | undefined {
  const beside = (byName.get(nameOf(local.replaceAll('\\', '/'))) ?? []).find((path) => isFile(path, size));
  return beside ?? (md5 !== '' && isFile(local, size) ? local : undefined);
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('base64');
}

/** Artifacts of which anything is still there. `log` is what problems are told of. */
export function importArtifacts(found: Iterable<WandbArtifact>, view: FolderView, log: string, tell: Tell): ImportArtifact[] {
  const byName = new Map<string, string[]>();
  for (const { path, absolute } of view.files) byName.set(nameOf(path), [...(byName.get(nameOf(path)) ?? []), absolute]);
  return [...found].flatMap((artifact): ImportArtifact[] => {
    const names = new Map<string, string[]>();
    const expected = new Map<string, string>();
    const references: ImportReference[] = [];
    let missing = 0;
    for (const entry of artifact.entries) {
      if (entry.ref !== '') {
        references.push({ uri: entry.ref, path: entry.path, etag: entry.digest, ...(entry.size > 0 ? { size: entry.size } : {}) });
        continue;
      }
      const place = placeOf(byName, entry);
      if (place === undefined) missing += 1;
      else {
        names.set(place, [...(names.get(place) ?? []), entry.path]);
        if (entry.md5 !== '') expected.set(place, entry.md5);
      }
    }
    if (missing > 0) tell(log, `Of the artifact ${artifact.name}, ${missing} ${missing === 1 ? 'file is' : 'files are'} no longer where the client kept them.`);
    if (names.size + references.length === 0) return [];
    return [{
      id: `${artifact.name} ${artifact.digest}`, title: artifact.name, name: cleanName(artifact.name, 'artifact'), type: artifact.type, paths: [...names.keys()], names, references,
      aliases: artifact.aliases, metrics: {}, description: artifact.description, metadata: artifact.metadata, seen: artifact.seen,
      async changed() {
        const others: string[] = [];
        for (const [path, md5] of expected) if ((await md5Of(path)) !== md5) others.push(...(names.get(path) ?? []));
        return others;
      },
    }];
  });
}
