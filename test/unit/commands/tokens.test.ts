// Tokens of the HTTP door: when one was used last, however soon after it was made.
import { expect, it } from 'vitest';
import { openTokens } from '../../../electron/engine/commands/doors/tokens.js';
import { systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

it('knows of a use in the very millisecond in which the token was made', () => {
  const made = 1_764_317_999_123;
  const tokens = openTokens(tempFolder(), { now: () => made }, systemRandom);
  const { token } = tokens.create('script', { name: 'Mira' });
  expect(tokens.list()[0]?.used).toBeNull();
  expect(tokens.check(token)).toBeDefined();
  expect(tokens.list()[0]?.used).toBeGreaterThanOrEqual(made);
});
