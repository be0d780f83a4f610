// Writes the vectors that do not exist yet; an existing file is never touched, because data in the world depends on it. By hand:
// npx rolldown test/vectors/generate.ts --platform node --format esm --external @napi-rs/blake-hash -o out/vectors.mjs && node out/vectors.mjs
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildVectors } from './cases.js';

for (const [name, content] of Object.entries(buildVectors())) {
  const file = join('test', 'vectors', name);
  const exists = existsSync(file);
  if (!exists) writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  process.stdout.write(`${exists ? 'kept' : 'written'} ${file}\n`);
}
