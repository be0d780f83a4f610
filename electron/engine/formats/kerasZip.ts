// Keras 3 models: a zip of a configuration in JSON, some metadata, and an HDF5 file of weights, which is read where it lies.
import { judgeMembers } from './archiveSafety.js';
import { bordersOf, judgeContents, tensorsOf } from './hdf5File.js';
import { readH5, type H5Contents } from './hdf5/reader.js';
import { parseJson, textAt } from './json.js';
import { describeKeras } from './keras/config.js';
import { countWeights, withParameters } from './keras/parameters.js';
import { createMetadata } from './metadata.js';
import { createRefusal, type Refuse } from './refusal.js';
import { safetyOf } from './safety.js';
import type { Format, FormatFacts, FormatSource, SafetyFinding } from './types.js';
import { readZipMembers, type ZipMember } from './zipDirectory.js';
import { memberSource, memberText } from './zipMember.js';

const EXTENSIONS = ['keras'];
const MAX_JSON = 16 * 1024 * 1024;
/** Weights that are packed are unpacked up to here; Keras itself stores them as they are. */
const MAX_UNPACKED = 32 * 1024 * 1024;

async function weightsOf(source: FormatSource, member: ZipMember | undefined, refuse: Refuse): Promise<H5Contents | undefined> {
  if (!member || (member.method !== 0 && member.size > MAX_UNPACKED)) return undefined;
  return readH5(await memberSource(source, member, refuse, MAX_UNPACKED), refuse);
}

async function inspect(source: FormatSource, soFar: SafetyFinding[] = []): Promise<FormatFacts> {
  const refuse = createRefusal('the Keras archive', source);
  const members = await readZipMembers(source, refuse);
  const find = (name: string): ZipMember | undefined => members.find((member) => member.name === name);
  const configMember = find('config.json');
  if (!configMember) throw refuse('it holds no config.json, so that it is not of the kind that Keras writes');
  const model = describeKeras(parseJson(await memberText(source, configMember, refuse, MAX_JSON), 'config.json', refuse), 'config.json');
  soFar.push(...judgeMembers(members), ...model.findings);
  const metadataMember = find('metadata.json');
  const about = metadataMember ? parseJson(await memberText(source, metadataMember, refuse, MAX_JSON), 'metadata.json', refuse) : null;
  const metadata = createMetadata();
  for (const key of ['keras_version', 'date_saved']) {
    const value = textAt(about, key);
    if (value !== undefined) metadata.set(key, value);
  }
  const member = find('model.weights.h5');
  const weights = await weightsOf(source, member, refuse);
  const packed = member !== undefined && member.method !== 0;
  const placed = weights && member ? tensorsOf(weights, packed ? 0 : member.start) : [];
  const tensors = packed ? placed.map((tensor) => ({ ...tensor, location: tensor.location ?? 'model.weights.h5, unpacked' })) : placed;
  soFar.push(...(weights ? judgeContents(weights, 'model.weights.h5') : []));
  const version = textAt(about, 'keras_version');
  return {
    framework: 'Keras',
    parameters: weights && weights.unread.length === 0 ? countWeights(weights.datasets) : null,
    tensors,
    metadata: metadata.toRecord(),
    safety: safetyOf(soFar),
    borders: bordersOf(tensors),
    ...(version === undefined ? {} : { frameworkVersion: `Keras ${version}` }),
    ...model.outline,
    ...(weights ? { layers: withParameters(model.outline.layers ?? [], weights.datasets) } : {}),
  };
}

export const kerasZip: Format = {
  id: 'keras',
  extensions: EXTENSIONS,
  parser: 'cairn-keras',
  parserVersion: 3,
  detect(head, name) {
    const zipped = head.length > 30 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
    const named = name.toLowerCase().endsWith('.keras');
    if (!zipped) return named ? 0.3 : null;
    const first = new TextDecoder().decode(head.subarray(30, 30 + (head[26] as number) + (head[27] as number) * 256));
    const own = /^(metadata\.json|config\.json|model\.weights\.h5)$/.test(first);
    return own ? (named ? 1 : 0.8) : named ? 0.6 : null;
  },
  inspect,
};
