// The fixture of tests with two windows: two data roots of one registry, and the memory remote between them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExchange, type Exchange } from '../support/exchange.js';
import { test as base, type Cairn } from './app.js';

export { expect } from './app.js';

export interface TwoDevices {
  readonly a: Cairn;
  readonly b: Cairn;
  readonly between: Exchange;
}

export const test = base.extend<{ devices: TwoDevices }>({
  devices: async ({ home, launch }, use) => {
    const other = mkdtempSync(join(tmpdir(), 'cairn-e2e-b-'));
    const between = await startExchange(home, other, 'team-registry');
    await use({ a: await launch(), b: await launch({ home: other }), between });
    await between.close();
    rmSync(other, { recursive: true, force: true, maxRetries: 5 });
  },
});
