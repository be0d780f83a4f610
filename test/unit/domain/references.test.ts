// The reference grammar: what it accepts it writes back the same, what it refuses it names.
import { describe, expect, it } from 'vitest';
import { formatReference, parseReference, type Reference } from '../../../electron/engine/domain/references.js';
import { Name } from '../../../shared/contract/primitives.js';
import { fc, runs } from '../../support/fastCheck.js';

const name = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .map((text) => text.normalize('NFC'))
  .filter((text) => Name.safeParse(text).success);
const alias = name.filter((text) => !/^(latest|v\d+)$/i.test(text));
const digest = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 8, maxLength: 64 });

const reference: fc.Arbitrary<Reference> = fc
  .record({
    registry: fc.option(name, { nil: undefined }),
    path: fc.oneof(fc.constant({}), fc.record({ project: name }), fc.record({ project: name, entity: name })),
    name,
    pick: fc.oneof(fc.constant({}), fc.record({ number: fc.nat() }), fc.record({ alias: fc.oneof(alias, fc.constant('latest')) })),
    digest: fc.option(digest, { nil: undefined }),
  })
  .map(({ registry, path, pick, digest: exact, name: called }) => ({ ...path, ...pick, name: called, ...(registry === undefined ? {} : { registry }), ...(exact === undefined ? {} : { digest: exact }) }));

describe('references', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(reference, (given) => {
        expect(parseReference(formatReference(given))).toEqual(given);
      }),
      { numRuns: runs(2000) },
    );
  });

  it.each([
    ['mnist', { name: 'mnist' }],
    ['mnist:latest', { name: 'mnist', alias: 'latest' }],
    ['mnist:LATEST', { name: 'mnist', alias: 'latest' }],
    ['vision/mnist:v12', { project: 'vision', name: 'mnist', number: 12 }],
    ['acme/vision/mnist:best', { entity: 'acme', project: 'vision', name: 'mnist', alias: 'best' }],
    ['team::acme/vision/mnist', { registry: 'team', entity: 'acme', project: 'vision', name: 'mnist' }],
    ['mnist@0123ABCD', { name: 'mnist', digest: '0123abcd' }],
    ['mnist@b3:0123abcd', { name: 'mnist', digest: '0123abcd' }],
    ['mnist:v1@0123abcd', { name: 'mnist', number: 1, digest: '0123abcd' }],
  ])('reads %s', (text, expected) => expect(parseReference(text)).toEqual(expected));

  it.each(['', ':v1', 'a//b', 'a/b/c/d', 'mnist@0123', 'mnist@xyz', 'mnist:v01', 'mnist:', 'a:b:c', ' mnist', '::mnist', '/mnist'])('refuses %j', (text) => {
    expect(() => parseReference(text)).toThrowError(expect.objectContaining({ code: 'invalid_reference' }) as Error);
  });
});
