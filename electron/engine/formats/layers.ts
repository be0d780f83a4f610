// Layers as the names of tensors tell them: what comes before the last dot is the layer, what follows its part.
import { countElements } from './shapes.js';
import { MAX_LAYERS, type FormatFacts, type LayerFact, type TensorFact } from './types.js';

interface Group {
  readonly parts: string[];
  parameters: number | null;
}

/** Sizes that are shown of one layer. */
const MAX_PARTS = 3;

/** In the order given. `separator` is what the framework puts between the names of layer and part. */
export function layersOfTensors(tensors: readonly Pick<TensorFact, 'name' | 'shape'>[], separator: '.' | '/' = '.'): Pick<FormatFacts, 'layers' | 'layerCount'> {
  const groups = new Map<string, Group>();
  // Of layers that are not shown only the count is kept: files may have a hundred thousand.
  const others = new Set<string>();
  for (const { name, shape } of tensors) {
    const cut = name.lastIndexOf(separator);
    const layer = cut > 0 ? name.slice(0, cut) : '';
    const known = groups.get(layer);
    if (!known && groups.size >= MAX_LAYERS) {
      others.add(layer);
      continue;
    }
    const group = known ?? { parts: [], parameters: 0 };
    if (group.parts.length < MAX_PARTS) group.parts.push(`${name.slice(cut > 0 ? cut + 1 : 0)} [${shape.join(', ')}]`);
    const elements = countElements(shape);
    group.parameters = group.parameters === null || elements === undefined || group.parameters + elements > Number.MAX_SAFE_INTEGER ? null : group.parameters + elements;
    if (!known) groups.set(layer, group);
  }
  const layers = [...groups].map(([name, { parts, parameters }]): LayerFact => ({ name: name === '' ? '(top)' : name, kind: '', detail: parts.join(', '), parameters }));
  return { layers, layerCount: groups.size + others.size };
}
