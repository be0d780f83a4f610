// A preset takes the place of the one before, and of nothing that a person typed.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withPreset } from '../../../renderer/features/sync/presets.js';

const R2 = { id: 'r2', title: 'R2', values: { endpoint: 'https://r2', region: 'auto', pathStyle: '1' } };
const AWS = { id: 'aws', title: 'AWS', values: { endpoint: '', pathStyle: '' } };

it('leaves nothing of the preset before', () => {
  expect(withPreset(withPreset({ bucket: 'b' }, undefined, R2), R2, AWS)).toEqual({ bucket: 'b', endpoint: '', pathStyle: '' });
  expect(withPreset(withPreset({ bucket: 'b' }, undefined, R2), R2, undefined)).toEqual({ bucket: 'b' });
});

it('keeps what was typed since', () => {
  expect(withPreset({ ...R2.values, region: 'eu' }, R2, AWS)).toEqual({ region: 'eu', endpoint: '', pathStyle: '' });
});

it('is the same by whatever way one came to a preset', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));
  const preset = values.map((given) => ({ id: 'p', title: 'p', values: given }));
  fc.assert(
    fc.property(preset, preset, (one, other) => {
      expect(withPreset(withPreset({}, undefined, one), one, other)).toEqual({ ...other.values });
    }),
  );
});
