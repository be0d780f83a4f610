// Which datasets of a Keras file are weights of the model, and how many each layer has.
import { sumOrNull } from '../shapes.js';
import type { H5Dataset } from '../hdf5/reader.js';
import type { LayerFact } from '../types.js';

/** The state of an optimizer, and seeds of random layers, are no parameters of the model. */
export function isWeight({ name, dtype }: H5Dataset): boolean {
  return !/^(optimizer_weights|optimizer|_optimizer)(\/|$)|(^|\/)seed_generator(_\d+)?\/|(^|\/)seed_generator_state/.test(name) && !dtype.includes('string');
}

export function countWeights(datasets: readonly H5Dataset[]): number | null {
  return sumOrNull(datasets.filter(isWeight).map(({ elements }) => elements));
}

/** As Keras 3 names the folder of a layer: its class in small letters with underscores, numbered from the second on. */
function folderName(kind: string): string {
  return kind.replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Adds to each layer the elements of the datasets in a folder of its name, or of its kind and turn. */
export function withParameters(layers: readonly LayerFact[], datasets: readonly H5Dataset[]): LayerFact[] {
  const sums = new Map<string, number>();
  for (const dataset of datasets.filter(isWeight)) {
    for (const part of new Set(dataset.name.split('/').slice(0, -1))) sums.set(part, (sums.get(part) ?? 0) + dataset.elements);
  }
  const byKind = datasets.some(({ name }) => /^(layers|_layer_checkpoint_dependencies)\//.test(name));
  const turns = new Map<string, number>();
  return layers.map((layer) => {
    const kind = folderName(layer.kind);
    const turn = turns.get(kind) ?? 0;
    turns.set(kind, turn + 1);
    const key = byKind ? `${kind}${turn === 0 ? '' : `_${turn}`}` : (layer.name.split('/').at(-1) ?? '');
    return { ...layer, parameters: sums.get(key) ?? layer.parameters };
  });
}
