// Bundles once, as told on standard input by rolldownOutside.mjs.
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { rolldown } from 'rolldown';

const { input, output } = deserialize(readFileSync(0));
const bundle = await rolldown(input);
await bundle.write(output);
await bundle.close();
