// Archives of other things: zip and tar, also packed. Their tables are read for members that escape, links, and bombs; nothing is unpacked to disk.
import { judgeMembers } from './archiveSafety.js';
import { createMetadata } from './metadata.js';
import { escapesFolder } from './paths.js';
import { createRefusal, show, type Refuse } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import type { Format, FormatFacts, FormatSource, SafetyFinding } from './types.js';
import { packingOf, peekPacked, sealOf, unpack } from './unpack.js';
import { readZipMembers } from './zipDirectory.js';

const EXTENSIONS = ['zip', 'tar', 'tgz', 'gz', 'npz', 'nemo', 'mar', 'bz2', 'xz', 'zst', 'lz4', 'lzma', 'tbz2', 'txz'];
/** Names of packed files; what they begin with alone would also do for other things. */
const PACKED_NAME = /\.(bz2|xz|zst|lz4|lzma|tbz2?|txz)$/i;
const BLOCK = 512;
const MAX_MEMBERS = 100_000;
const MAX_READ = 96 * 1024 * 1024;
const MAX_UNPACKED = 64 * 1024 * 1024;
const MAX_LISTED = 20;
const BOMB_RATIO = 200;
const PICKLES = /\.(pkl|pickle|pt|pth|ckpt|bin|joblib|dill)$/i;

interface Member {
  readonly name: string;
  readonly size: number;
  readonly packed: number;
  readonly link?: string;
}

const isZip = (head: Uint8Array): boolean => head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
const isTar = (head: Uint8Array): boolean => head.length >= 263 && Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';

function text(block: Uint8Array, start: number, length: number): string {
  const part = block.subarray(start, start + length);
  const end = part.indexOf(0);
  return new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
}

/** Octal digits, or a large number with the first bit set. */
function sizeOf(block: Uint8Array, refuse: Refuse): number {
  if (((block[124] ?? 0) & 0x80) !== 0) {
    let value = 0;
    for (let at = 125; at < 136; at += 1) value = value * 256 + (block[at] as number);
    if (!Number.isSafeInteger(value)) throw refuse('a member has more bytes than can be counted');
    return value;
  }
  const digits = text(block, 124, 12).trim();
  if (!/^[0-7]*$/.test(digits)) throw refuse(`a member has the size ${show(digits)}, which is none`);
  return Number.parseInt(digits === '' ? '0' : digits, 8);
}

/** Names that pass 100 bytes lie in a member of their own before the one they name. */
async function longName(source: FormatSource, at: number, size: number, refuse: Refuse): Promise<string> {
  if (size > 64 * 1024) throw refuse(`a member has a name of ${size} bytes`);
  const bytes = await source.read(at, size);
  return text(bytes, 0, size);
}

async function readTar(source: FormatSource, refuse: Refuse, whole: boolean): Promise<{ members: Member[]; cut: boolean }> {
  const members: Member[] = [];
  let named: string | undefined;
  let spent = 0;
  for (let at = 0; at + BLOCK <= source.size; ) {
    const block = await source.read(at, BLOCK);
    spent += BLOCK;
    if (spent > MAX_READ || members.length >= MAX_MEMBERS) throw refuse(`it has more members than are looked at, ${members.length}`);
    if (block.length < BLOCK || block.every((byte) => byte === 0)) return { members, cut: false };
    if (!isTar(block)) throw refuse(`there is no member at byte ${at}, where one belongs`);
    const size = sizeOf(block, refuse);
    const kind = String.fromCharCode(block[156] as number);
    const name = named ?? [text(block, 345, 155), text(block, 0, 100)].filter(Boolean).join('/');
    named = undefined;
    if (kind === 'L') named = await longName(source, at + BLOCK, size, refuse);
    else if (kind === 'x' || kind === 'g') named = /\d+ path=([^\n]*)\n/.exec(await longName(source, at + BLOCK, size, refuse))?.[1];
    else members.push({ name, size: kind === '1' || kind === '2' ? 0 : size, packed: size, ...(kind === '1' || kind === '2' ? { link: text(block, 157, 100) } : {}) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (at > source.size && whole) throw refuse(`member ${show(name)} takes ${size} bytes, and the file ends before`);
  }
  return { members, cut: true };
}

function judge(members: readonly Member[]): SafetyFinding[] {
  const findings = judgeMembers(members);
  const links = members.filter(({ name, link }) => link !== undefined && (escapesFolder(link) || escapesFolder(`${name}/../${link}`.replace(/[^/]+\/\.\.\//g, ''))));
  for (const { name, link } of links.slice(0, MAX_LISTED)) findings.push(finding('dangerous', `Its member ${show(name)} is a link that leads outside the target folder; what is unpacked through it lands there.`, `link to ${show(link)}`));
  const pickles = members.filter(({ name }) => PICKLES.test(name));
  if (pickles.length > 0) findings.push(finding('unknown', `It holds ${pickles.length} ${pickles.length === 1 ? 'file' : 'files'} that may be pickles; they are not looked into while they are packed.`, pickles.slice(0, 4).map(({ name }) => name).join(', ')));
  const code = members.filter(({ name }) => /\.(py|sh|so|dll|dylib|exe|bat)$/i.test(name));
  if (code.length > 0) findings.push(finding('unknown', `It holds ${code.length} ${code.length === 1 ? 'file' : 'files'} of code.`, code.slice(0, 4).map(({ name }) => name).join(', ')));
  return findings;
}

function facts(kind: string, members: readonly Member[], extra: readonly SafetyFinding[]): FormatFacts {
  const metadata = createMetadata();
  metadata.derive('archive.kind', kind);
  metadata.derive('archive.members', String(members.length));
  metadata.derive('archive.unpacked_bytes', String(members.reduce((sum, { size }) => sum + size, 0)));
  return { framework: null, parameters: null, tensors: [], metadata: metadata.toRecord(), safety: safetyOf([...extra, ...judge(members)]), borders: null, architecture: `${kind} of ${members.length} files` };
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the archive', source);
  const head = await source.read(0, Math.min(BLOCK, source.size));
  const seal = sealOf(head);
  if (seal !== undefined) return { ...facts(seal, [], [finding('unknown', `It is packed by ${seal}, which is not unpacked here: what is in it cannot be told.`, 'its first bytes')]), architecture: `packed by ${seal}` };
  if (isZip(head)) return facts('zip', await readZipMembers(source, refuse), []);
  const packing = isTar(head) ? undefined : packingOf(head);
  if (!packing) return facts('tar', (await readTar(source, refuse, true)).members, []);
  const { source: unpacked, whole, packedRead } = await unpack(source, packing, MAX_UNPACKED, refuse);
  const bomb = !whole && MAX_UNPACKED > packedRead * BOMB_RATIO;
  const extra: SafetyFinding[] = bomb ? [finding('dangerous', `Its first ${packedRead} bytes unpack to more than ${MAX_UNPACKED}: it is made to fill memory or disk.`, `${packing} stream`)] : [];
  if (!isTar(await unpacked.read(0, BLOCK))) return facts(packing, [], extra);
  const { members, cut } = await readTar(unpacked, refuse, whole);
  if (cut && !whole && !bomb) extra.push(finding('unknown', `It unpacks to more than ${MAX_UNPACKED} bytes; members behind that are not looked at.`));
  return facts(`tar packed by ${packing}`, members, extra);
}

export const archive: Format = {
  id: 'archive',
  extensions: EXTENSIONS,
  parser: 'cairn-archive',
  parserVersion: 2,
  detect(head, name) {
    if (isZip(head)) return 0.4;
    if (isTar(head)) return 0.8;
    if (sealOf(head) !== undefined) return PACKED_NAME.test(name) ? 0.5 : null;
    const packing = packingOf(head);
    if (packing === 'gzip') return isTar(peekPacked(head, packing) ?? new Uint8Array(0)) ? 0.8 : /\.(tgz|gz)$/i.test(name) ? 0.5 : null;
    return null;
  },
  inspect,
};
