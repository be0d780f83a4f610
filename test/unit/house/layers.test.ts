// The layer check holds on this tree, and refuses each kind of violation when one is planted in a copy.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkLayers } from '../../../build/checkLayers.mjs';

const ROOT = join(__dirname, '..', '..', '..');
let copy: string;
let before: string[];
const planted = new Set<string>();

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cairn-layers-'));
  for (const folder of ['shared', 'electron', 'renderer']) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  before = checkLayers(copy);
});
afterEach(() => {
  for (const file of planted) rmSync(file);
  planted.clear();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function plant(file: string, text: string): string[] {
  const path = join(copy, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  planted.add(path);
  return checkLayers(copy).filter((problem) => !before.includes(problem));
}

test('this tree keeps the order', () => {
  expect(checkLayers(ROOT)).toEqual([]);
});

test.each([
  ['a lower layer importing a higher one', 'electron/engine/store/planted.ts', "import { x } from '../commands/context.js';", 'electron/engine/commands/context.ts'],
  ['a sibling importing a sibling', 'electron/engine/cache/planted.ts', "import type { x } from '../store/types.js';", 'electron/engine/store/types.ts'],
  ['the domain importing anything above it', 'electron/engine/domain/planted.ts', "export { x } from '../formats/registry.js';", 'electron/engine/formats/registry.ts'],
  ['the page importing the engine', 'renderer/ui/planted.tsx', "import type { Ports } from '../../electron/engine/ports.js';", 'electron/engine/ports.ts'],
  ['the engine importing the page', 'electron/engine/serve/planted.ts', "const page = import('../../../renderer/App.js');", 'renderer/App.tsx'],
  ['shared importing a side', 'shared/util/planted.ts', "import { x } from '../contract/index.js';", 'shared/contract/index.ts'],
  ['electron imported by the engine', 'electron/engine/sync/planted.ts', "import { app } from 'electron';", "'electron'"],
  ['electron imported by a host', 'electron/host/planted.ts', "const { app } = require('electron/main');", "'electron/main'"],
  ['a raw channel outside its owner', 'electron/main/planted.ts', "import { ipcMain } from 'electron';\nipcMain.handle('x', () => 1);", 'ipcMain'],
  ['the time taken past the ports', 'electron/engine/commands/planted.ts', 'export const now = new Date();', 'new Date'],
  ['a file without a place', 'electron/elsewhere/planted.ts', 'export const x = 1;', 'no place in the house'],
])('refuses %s', (_what, file, text, named) => {
  const problems = plant(file, text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(file);
  expect(problems[0]).toContain(named);
});

test('refuses a cycle of values and lets types refer back', () => {
  expect(plant('shared/util/one.ts', "import { two } from './two.js';\nexport const one = two;")).toEqual([]);
  expect(plant('shared/util/two.ts', "import type { one } from './one.js';\nexport const two = 2;")).toEqual([]);
  expect(plant('shared/util/two.ts', "import { one } from './one.js';\nexport const two = () => one;")).toEqual(['cycle: shared/util/one.ts -> shared/util/two.ts -> shared/util/one.ts']);
});

test('prose and strings are no imports', () => {
  expect(plant('shared/util/prose.ts', "// import { app } from 'electron'\n/* require('electron') */\nexport const text = 'see electron';\n")).toEqual([]);
});
