// What tests of imports do: an engine of their own, and an import taken to its end.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Engine } from '../../electron/engine/index.js';
import type { ImportDone, ImportInput } from '../../shared/contract/imports.js';
import { openEngine } from './engineWorld.js';
import { tempFolder } from './tempFolder.js';

export async function importEngine(root = tempFolder()): Promise<Engine> {
  const home = join(root, 'home');
  mkdirSync(home);
  const engine = await openEngine(home);
  onTestFinished(() => engine.close());
  return engine;
}

export async function takeIn(engine: Engine, path: string, more: Partial<ImportInput> = {}): Promise<ImportDone> {
  for await (const event of await engine.client.imports.run({ source: { paths: [path] }, ...more })) if (event.event === 'done') return event;
  throw new Error('The import did not end');
}
