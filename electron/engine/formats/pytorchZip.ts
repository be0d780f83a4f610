// Archives of torch.save and TorchScript: a zip whose members are a pickle and the bytes of each storage. The pickle is read by
// its opcodes and never loaded; storages are left where they lie.
import { judgeMembers } from './archiveSafety.js';
import { createCursor } from './cursor.js';
import { createMetadata, type Metadata } from './metadata.js';
import { readPickle } from './pickle/machine.js';
import { brokenFinding, reportPickle } from './pickle/report.js';
import type { PickleRun } from './pickle/types.js';
import { createRefusal, show, type Refuse } from './refusal.js';
import { safetyOf } from './safety.js';
import { collectTensors, countParameters, isOptimizer, type TorchTensor } from './torch/collect.js';
import { describeValues, outlineOf } from './torch/describe.js';
import { judgeScript } from './torch/script.js';
import type { Format, FormatFacts, FormatSource, SafetyFinding, TensorFact } from './types.js';
import { readZipMembers, type ZipMember } from './zipDirectory.js';
import { memberSource, memberText } from './zipMember.js';

const EXTENSIONS = ['pt', 'pth', 'ckpt', 'bin'];
/** Members of a line of text, such as the version. */
const MAX_LINE = 256;
/** Read of one pickle; one that is packed may have as much unpacked. */
const MAX_PICKLE = 64 * 1024 * 1024;
const MAX_PICKLES = 16;
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

async function describe(source: FormatSource, members: readonly ZipMember[], root: string, metadata: Metadata, refuse: Refuse): Promise<void> {
  metadata.derive('torch.archive', root);
  metadata.derive('torch.kind', isScript(members, root) ? 'TorchScript' : 'saved objects');
  for (const [key, file] of [['torch.archive_version', 'version'], ['torch.byte_order', 'byteorder'], ['torch.format_version', '.format_version']] as const) {
    const member = members.find(({ name }) => name === `${root}/${file}`);
    const line = member && member.method === 0 && member.size <= MAX_LINE ? (await memberText(source, member, refuse, MAX_LINE)).trim() : '';
    if (line !== '') metadata.derive(key, line);
  }
}

const isScript = (members: readonly ZipMember[], root: string): boolean => members.some(({ name }) => name.startsWith(`${root}/code/`));

async function runPickle(source: FormatSource, member: ZipMember, refuse: Refuse): Promise<PickleRun> {
  const part = await memberSource(source, member, refuse, MAX_PICKLE);
  return readPickle(createCursor(part, refuse, MAX_PICKLE), refuse);
}

/** Places of tensors in the archive, as its storages lie there. */
function place(tensors: readonly TorchTensor[], members: readonly ZipMember[], root: string, refuse: Refuse): TensorFact[] {
  const byName = new Map(members.map((member) => [member.name, member]));
  return tensors.map(({ name, dtype, shape, bytes, storage, byteOffset }) => {
    const member = byName.get(`${root}/data/${storage.key}`) ?? byName.get(`${root}/constants/${storage.key}`);
    if (!member) throw refuse(`tensor ${show(name)} lies in storage ${show(storage.key)}, which the archive does not hold`);
    if (member.method !== 0 || byteOffset + bytes > member.size) throw refuse(`tensor ${show(name)} takes bytes ${byteOffset} to ${byteOffset + bytes} of a storage of ${member.size}`);
    return { name, dtype, shape, bytes, offset: member.start + byteOffset };
  });
}

/** Storages in the order of their bytes, where the pickle does not tell what they hold. */
function storages(members: readonly ZipMember[], root: string): TensorFact[] {
  return members.flatMap(({ name, packed, start }) => {
    const own = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : '';
    return /^(data|constants)\/\d+$/.test(own) ? [{ name: own, dtype: 'bytes', shape: [packed], bytes: packed, offset: start }] : [];
  });
}

/** Both ends of each large member; null when there is none, so that the file is cut by content. */
function findBorders(members: readonly ZipMember[]): readonly number[] | null {
  const borders = new Set(members.filter(({ packed }) => packed >= BORDER_FROM).flatMap(({ start, packed }) => [start, start + packed]));
  return borders.size === 0 ? null : [...borders];
}

const byOffset = (a: TensorFact, b: TensorFact): number => a.offset - b.offset || a.bytes - b.bytes;

async function inspect(source: FormatSource, findings: SafetyFinding[] = []): Promise<FormatFacts> {
  const refuse = createRefusal('the PyTorch archive', source);
  const members = await readZipMembers(source, refuse);
  const root = findRoot(members, refuse);
  const metadata = createMetadata();
  await describe(source, members, root, metadata, refuse);
  findings.push(...judgeMembers(members));
  let main: PickleRun | undefined;
  for (const member of members.filter(({ name }) => name.endsWith('.pkl')).slice(0, MAX_PICKLES)) {
    const run = await runPickle(source, member, refuse);
    findings.push(...reportPickle(run, { base: member.method === 0 ? member.start : 0, path: member.name, beside: isScript(members, root) ? /^__torch__(\.|$)/ : undefined }));
    const broken = brokenFinding(run, member.name);
    if (broken) findings.push(broken);
    if (member.name === `${root}/data.pkl`) main = run;
  }
  if (isScript(members, root)) findings.push(...(await judgeScript(source, members, root, refuse)));
  const collected = collectTensors(main?.value, refuse);
  describeValues(main?.value, metadata);
  // A pickle that breaks off, is too large, or names none of the storages does not tell what they hold.
  const told = main?.exceeded === null && collected.tensors.length > 0;
  return {
    framework: 'PyTorch',
    parameters: told && !isOptimizer(main?.value) ? countParameters(collected.tensors) : null,
    tensors: told ? place(collected.tensors, members, root, refuse).sort(byOffset) : storages(members, root),
    metadata: metadata.toRecord(),
    safety: safetyOf(findings),
    borders: findBorders(members),
    ...outlineOf(main?.value, collected, metadata),
  };
}

export const pytorchZip: Format = {
  id: 'pytorch',
  extensions: EXTENSIONS,
  parser: 'cairn-pytorch-zip',
  parserVersion: 3,
  detect(head, name) {
    const first = firstMember(head);
    if (first === undefined || !FIRST_MEMBER.test(first)) return null;
    return EXTENSIONS.some((extension) => name.toLowerCase().endsWith(`.${extension}`)) ? 1 : 0.9;
  },
  inspect,
};
