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

/** Adds to each layer the elements of the datasets in a folder of its name. */
export function withParameters(layers: readonly LayerFact[], datasets: readonly H5Dataset[]): LayerFact[] {
  const sums = new Map<string, number>();
  for (const dataset of datasets.filter(isWeight)) {
    for (const part of new Set(dataset.name.split('/').slice(0, -1))) sums.set(part, (sums.get(part) ?? 0) + dataset.elements);
  }
  return layers.map((layer) => ({ ...layer, parameters: sums.get(layer.name.split('/').at(-1) ?? '') ?? layer.parameters }));
}
