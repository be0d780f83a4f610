// What torch.save and TorchScript write since version 1.6: a zip archive with a pickle and one member for each storage.
// The pickle is not read here: it says which tensors the storages belong to, and can run code where it is loaded.
import { createMetadata, type Metadata } from './metadata.js';
import { escapesFolder } from './paths.js';
import { createRefusal, show, type Refuse } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import type { Format, FormatFacts, FormatSource, Safety, TensorFact } from './types.js';
import { readZipMembers, type ZipMember } from './zipDirectory.js';

const EXTENSIONS = ['pt', 'pth', 'ckpt'];
/** Members of a line of text, such as the version. */
const MAX_LINE = 256;
const MAX_SHOWN = 20;
/** Members from this size on are worth a border; chunks are far larger. */
const BORDER_FROM = 64 * 1024;

const FIRST_MEMBER = /^[^/]+\/(data\.pkl|version|byteorder|\.format_version|\.storage_alignment|constants\.pkl|data\/\d+|\.data\/.+)$/;

/** The name of the first member, where the head is that of an archive and long enough. */
function firstMember(head: Uint8Array): string | undefined {
  if (head.length < 30 || head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return undefined;
  const length = (head[26] as number) + (head[27] as number) * 256;
  return new TextDecoder().decode(head.subarray(30, 30 + length));
}

/** The folder within the archive that everything lies in. */
function findRoot(members: readonly ZipMember[], refuse: Refuse): string {
  const roots = members.filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name)).map(({ name }) => name.slice(0, -'/data.pkl'.length));
  const [root, second] = roots;
  if (root === undefined) throw refuse('it holds no data.pkl in a folder of its own, so that it is not of the kind that torch.save writes');
  if (second !== undefined) throw refuse(`it holds two models, ${show(root)} and ${show(second)}`);
  return root;
}

async function readLine(source: FormatSource, member: ZipMember): Promise<string | undefined> {
  if (member.method !== 0 || member.size > MAX_LINE) return undefined;
  const text = new TextDecoder().decode(await source.read(member.start, member.size)).trim();
  return text === '' ? undefined : text;
}

async function describe(source: FormatSource, members: readonly ZipMember[], root: string, metadata: Metadata): Promise<void> {
  metadata.derive('torch.archive', root);
  const isScript = members.some(({ name }) => name.startsWith(`${root}/code/`));
  metadata.derive('torch.kind', isScript ? 'TorchScript' : 'saved objects');
  for (const [key, file] of [['torch.archive_version', 'version'], ['torch.byte_order', 'byteorder'], ['torch.format_version', '.format_version']] as const) {
    const member = members.find(({ name }) => name === `${root}/${file}`);
    const line = member ? await readLine(source, member) : undefined;
    if (line !== undefined) metadata.derive(key, line);
  }
}

function judge(members: readonly ZipMember[], root: string): Safety {
  const pickles = members.filter(({ name }) => name.endsWith('.pkl'));
  const outside = members.filter(({ name }) => escapesFolder(name));
  const findings = [
    ...pickles.slice(0, MAX_SHOWN).map(({ name, size }) => finding('unknown', `It holds a pickle, ${show(name)} of ${size} bytes, which was neither loaded nor looked into; loading one can run code.`)),
    ...(members.some(({ name }) => name.startsWith(`${root}/code/`)) ? [finding('unknown', 'It holds TorchScript code, which runs when the model does.')] : []),
    ...outside.slice(0, MAX_SHOWN).map(({ name }) => finding('suspicious', `Its member ${show(name)} would be unpacked outside the target folder.`)),
  ];
  return safetyOf(findings, 'unknown');
}

/** Storages in the order of their bytes. What their elements are is written in the pickle. */
function storages(members: readonly ZipMember[], root: string): TensorFact[] {
  return members.flatMap(({ name, size, packed, start }) => {
    const own = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : '';
    return /^(data|constants)\/\d+$/.test(own) ? [{ name: own, dtype: 'bytes', shape: [size], bytes: packed, offset: start }] : [];
  });
}

/** Both ends of each large member; null when there is none, so that the file is cut by content. */
function findBorders(members: readonly ZipMember[]): readonly number[] | null {
  const borders = new Set(members.filter(({ packed }) => packed >= BORDER_FROM).flatMap(({ start, packed }) => [start, start + packed]));
  return borders.size === 0 ? null : [...borders];
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the PyTorch archive', source);
  const members = await readZipMembers(source, refuse);
  const root = findRoot(members, refuse);
  const metadata = createMetadata();
  await describe(source, members, root, metadata);
  return {
    framework: 'PyTorch',
    parameters: null,
    tensors: storages(members, root),
    metadata: metadata.toRecord(),
    safety: judge(members, root),
    borders: findBorders(members),
  };
}

export const pytorchZip: Format = {
  id: 'pytorch',
  extensions: EXTENSIONS,
  parser: 'cairn-pytorch-zip',
  parserVersion: 1,
  detect(head, name) {
    const first = firstMember(head);
    if (first === undefined || !FIRST_MEMBER.test(first)) return null;
    return EXTENSIONS.some((extension) => name.toLowerCase().endsWith(`.${extension}`)) ? 1 : 0.9;
  },
  inspect,
};
