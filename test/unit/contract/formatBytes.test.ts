import { expect, it } from 'vitest';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { fc } from '../../support/fastCheck.js';

it.each([
  [0, '0 B'],
  [814, '814 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [2100, '2.1 kB'],
  [99_949, '99.9 kB'],
  [131_200_000, '131 MB'],
  [999_500, '1 MB'],
  [100_000_000, '100 MB'],
  [10_000_000_000, '10 GB'],
])('writes %i as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it('never shows four figures, and is within half a percent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (bytes) => {
      const [figure = '', unit = ''] = formatBytes(bytes).split(' ');
      expect(figure.replace('.', '').length).toBeLessThanOrEqual(3);
      const scale = 1000 ** ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].indexOf(unit);
      expect(Math.abs(Number(figure) * scale - bytes)).toBeLessThanOrEqual(bytes * 0.006);
    }),
  );
});
