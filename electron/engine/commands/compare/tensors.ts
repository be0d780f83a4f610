// The tensors of a version with the blobs that hold them: from the facts of its files and its manifest.
import { posix } from 'node:path';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { PlacedTensor } from '../../domain/weights/pairs.js';
import { requireManifest } from '../contents.js';
import type { EngineContext } from '../context.js';
import { readFacts } from '../facts.js';
import { bringLone } from '../storage/bringLone.js';
import type { Compared } from './items.js';

/** Of all files, in file order; facts that are not here are fetched. @throws CairnError invalid_input for a run, or a version without tensors; offline */
export async function placedTensors(engine: EngineContext, { column, version }: Compared, signal: AbortSignal | undefined): Promise<readonly PlacedTensor[]> {
  if (!version) throw new CairnError('invalid_input', `Comparing weights: ${column.ref} is a run. Name the versions it logged.`, { ref: column.ref });
  const blobs = new Map(requireManifest(engine, version).entries.flatMap((entry) => ('digest' in entry ? [[entry.path, entry.digest] as const] : [])));
  const pointers = engine.registry.read.versionDetail(version.id)?.facts ?? [];
  await bringLone(engine, engine.registry, pointers.map(({ facts }) => facts), signal);
  const found = await Promise.all(
    pointers.map(async ({ path, facts }) => {
      const known = await readFacts(engine.cache, facts);
      if (!known) throw new CairnError('offline', `Comparing weights: what is inside ${path} of ${column.ref} is not on this device yet. Sync with a device that has it.`, { ref: column.ref, path });
      const bigEndian = known.metadata['gguf.byte_order'] === 'big-endian';
      return known.tensors.flatMap((tensor): PlacedTensor[] => {
        const file = tensor.location === undefined ? path : posix.join(posix.dirname(path), tensor.location);
        const blob = blobs.get(file);
        return blob === undefined ? [] : [{ name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, bytes: tensor.bytes, offset: tensor.offset, path: file, blob, bigEndian }];
      });
    }),
  );
  const tensors = found.flat();
  if (tensors.length === 0) throw new CairnError('invalid_input', `Comparing weights: no file of ${column.ref} has tensors that Cairn can read (safetensors, GGUF, ONNX, PyTorch).`, { ref: column.ref });
  return tensors;
}
