// A fault planted into the engine's own source as it is bundled.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../build/lib/paths.mjs';

export interface Planted {
  readonly what: string;
  /** Below electron/engine. */
  readonly file: string;
  /** Source as it is; a fault that is not found any more fails the test, so that the list stays true. */
  readonly from: string;
  readonly to: string;
}

/** For rolldown. */
export function plant(fault: Planted) {
  const target = join(ROOT, 'electron/engine', fault.file);
  return {
    name: 'plant',
    load(id: string) {
      if (id !== target) return null;
      const source = readFileSync(id, 'utf8');
      if (source.split(fault.from).length !== 2) throw new Error(`${fault.file} does not have the place of this fault once: ${fault.from}`);
      return { code: source.replace(fault.from, () => fault.to), moduleType: 'ts' as const };
    },
  };
}
