// What a checkpoint of torch says beside its tensors: plain values, the version that wrote it, layers.
import { layersOfTensors } from '../layers.js';
import type { Metadata } from '../metadata.js';
import { entriesOf, type PickleValue } from '../pickle/values.js';
import type { FormatFacts } from '../types.js';
import { isOptimizer, isOptimizerState, savedClass, type Collected } from './collect.js';

/** Groups of plain values that training programs keep in a checkpoint. */
const GROUPS = new Set(['hyper_parameters', 'hparams', 'config', 'args', 'metrics']);

function plain(value: PickleValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Puts the plain values of a saved dict, and of its groups, into the metadata. */
export function describeValues(root: PickleValue | undefined, metadata: Metadata): void {
  for (const [key, value] of entriesOf(root)) {
    if (typeof key !== 'string') continue;
    const text = plain(value);
    if (text !== undefined) metadata.set(key, text);
    if (!GROUPS.has(key)) continue;
    for (const [own, inner] of entriesOf(value)) {
      const innerText = plain(inner);
      if (typeof own === 'string' && innerText !== undefined) metadata.set(`${key}.${own}`, innerText);
    }
  }
}

/** Layers and the kind of what was saved. */
export function outlineOf(root: PickleValue | undefined, collected: Collected, metadata: Metadata): Pick<FormatFacts, 'layers' | 'layerCount' | 'architecture' | 'frameworkVersion'> {
  if (isOptimizer(root)) return { layers: [], layerCount: 0, architecture: 'state of an optimizer' };
  const own = collected.tensors.filter(({ name }) => !isOptimizerState(name));
  const layers = collected.layers.length > 0 ? { layers: collected.layers, layerCount: collected.layerCount } : layersOfTensors(own);
  const name = savedClass(root);
  const lightning = metadata.get('pytorch-lightning_version');
  return {
    ...layers,
    ...(name === undefined ? {} : { architecture: name }),
    ...(lightning === undefined ? {} : { frameworkVersion: `Lightning ${lightning}` }),
  };
}
