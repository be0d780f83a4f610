// HDF5 files, above all models of Keras: groups and datasets by their headers, the model's configuration from an attribute.
import { H5_SIGNATURE, readH5, type H5Contents } from './hdf5/reader.js';
import { parseJson } from './json.js';
import { describeKeras, type KerasModel } from './keras/config.js';
import { countWeights, withParameters } from './keras/parameters.js';
import { layersOfTensors } from './layers.js';
import { createMetadata } from './metadata.js';
import { createRefusal, type Refuse } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import type { Format, FormatFacts, FormatSource, SafetyFinding, TensorFact } from './types.js';

const EXTENSIONS = ['h5', 'hdf5', 'hdf', 'he5'];
const BORDER_FROM = 64 * 1024;

/** Datasets as tensors, in the order of their bytes; those without a place of their own last. */
export function tensorsOf({ datasets }: H5Contents, base = 0): TensorFact[] {
  const tensors = datasets.map(({ name, dtype, shape, bytes, offset, location }): TensorFact => ({ name, dtype, shape, bytes, offset: location === undefined ? offset + base : offset, ...(location === undefined ? {} : { location }) }));
  return tensors.sort((a, b) => Number(a.location !== undefined) - Number(b.location !== undefined) || a.offset - b.offset || a.bytes - b.bytes);
}

/** Both ends of each large dataset. */
export function bordersOf(tensors: readonly TensorFact[]): readonly number[] | null {
  const large = tensors.filter(({ location, bytes }) => location === undefined && bytes >= BORDER_FROM);
  const borders = [...new Set(large.flatMap(({ offset, bytes }) => [offset, offset + bytes]))].sort((a, b) => a - b);
  return borders.length === 0 ? null : borders;
}

/** What is not read of a file, and what it would read of others. */
export function judgeContents({ unread, hidden, outside }: H5Contents, path = ''): SafetyFinding[] {
  const named = (paths: readonly string[]): string => paths.slice(0, 4).map((each) => (each === '' ? '/' : each)).join(', ');
  return [
    ...(unread.length > 0 ? [finding('unknown', `${unread.length} of its groups keep their members in a way that is not read.`, named(unread), path)] : []),
    ...(hidden.length > 0 ? [finding('unknown', 'Some of its attributes, among which the configuration of a model may be, are kept in a way that is not read.', named(hidden), path)] : []),
    ...(outside.length > 0 ? [finding('suspicious', `Reading it reads ${outside.length === 1 ? 'another file' : 'other files'} of the computer: honest models keep their weights in themselves.`, named(outside), path)] : []),
  ];
}

function modelOf(contents: H5Contents, refuse: Refuse): KerasModel | undefined {
  const text = contents.attributes.get('')?.get('model_config')?.[0];
  return text === undefined || text === '' ? undefined : describeKeras(parseJson(text, 'the attribute model_config', refuse), 'model_config');
}

async function inspect(source: FormatSource, findings: SafetyFinding[] = []): Promise<FormatFacts> {
  const refuse = createRefusal('the HDF5 file', source);
  const contents = await readH5(source, refuse);
  const root = contents.attributes.get('') ?? new Map<string, readonly string[]>();
  const keras = modelOf(contents, refuse);
  const isKeras = keras !== undefined || root.has('keras_version') || root.has('layer_names') || contents.datasets.some(({ name }) => /(^|\/)vars\/\d+$/.test(name));
  const metadata = createMetadata();
  for (const [key, texts] of root) if (key !== 'model_config' && texts.length === 1) metadata.set(key, texts[0] ?? '');
  const version = root.get('keras_version')?.[0];
  const tensors = tensorsOf(contents);
  findings.push(...(keras?.findings ?? []), ...judgeContents(contents));
  const layers = keras?.outline.layers;
  return {
    framework: isKeras ? 'Keras' : null,
    parameters: contents.unread.length > 0 ? null : countWeights(contents.datasets),
    tensors,
    metadata: metadata.toRecord(),
    safety: safetyOf(findings),
    borders: bordersOf(tensors),
    ...(version === undefined ? {} : { frameworkVersion: `Keras ${version}` }),
    ...(keras && layers ? { ...keras.outline, layers: withParameters(layers, contents.datasets) } : layersOfTensors(contents.datasets, '/')),
  };
}

export const hdf5File: Format = {
  id: 'hdf5',
  extensions: EXTENSIONS,
  parser: 'cairn-hdf5',
  parserVersion: 3,
  detect(head, name) {
    if (head.length >= 8 && H5_SIGNATURE.every((byte, at) => head[at] === byte)) return 1;
    return EXTENSIONS.some((extension) => name.toLowerCase().endsWith(`.${extension}`)) ? 0.4 : null;
  },
  inspect,
};
