// The query language: what each text means in words, and what is refused with its place.
import { describe, expect, it } from 'vitest';
import type { QueryTarget } from '../../../shared/contract/query.js';
import { explainQuery } from '../../../electron/engine/domain/query/explain.js';
import { parseQuery } from '../../../electron/engine/domain/query/parse.js';
import { fc, runs } from '../../support/fastCheck.js';

const NOW = Date.UTC(2026, 5, 15, 12);
const words = (text: string, of: QueryTarget = 'versions'): string => explainQuery(parseQuery(text, of, NOW)).words;
const problems = (text: string, of: QueryTarget = 'versions') => parseQuery(text, of, NOW).problems;

describe('a query in words', () => {
  it.each([
    ['', 'All versions'],
    ['alias:production acc>0.9 type:model', 'Versions with the alias production, with acc above 0.9, of type model'],
    ['tag:vision params<1B dtype:BFloat16', 'Versions tagged vision, with fewer than 1 billion parameters, with bf16 tensors'],
    ['after:2026-01-01 -tag:x trained_on:mnist:v3', 'Versions logged on or after 2026-01-01 (UTC), not tagged x, trained on mnist:v3'],
    ['"free text" net', 'Versions that mention “free text”, that mention “net”'],
    ['type:model,dataset', 'Versions of type model or dataset'],
    ['in:"MNIST Grayscale 28x28"', 'Versions in MNIST Grayscale 28x28'],
    ['val/loss <= 1e-3', 'Versions with val/loss at most 0.001'],
    ['acc>90%', 'Versions with acc above 0.9'],
    ['params:>=350M', 'Versions with at least 350 million parameters'],
    ['alias!=best', 'Versions not with the alias best'],
    ['config.lr<0.01 config.optimizer:adam,sgd', 'Versions with the hyper-parameter lr below 0.01, with the hyper-parameter optimizer adam or sgd'],
    ['before:7d', 'Versions logged before 2026-06-08 12:00 UTC'],
    ['mnist-cnn:v3', 'Versions that mnist-cnn:v3 names'],
    ['has:metrics is:linked has:metric.acc', 'Versions with metrics, linked to a registered model, with the metric acc'],
    ['size>2GB number>=v3', 'Versions of more than 2 GB, with a number at least v3'],
  ])('%s', (text, said) => expect(words(text)).toBe(said));

  it('speaks of models, artifacts and runs', () => {
    expect(words('versions>5 alias:production', 'models')).toBe('Registered models with more than 5 versions, with the alias production');
    expect(words('state:failed loss<0.1 after:2026-01-01', 'runs')).toBe('Runs that are failed, with loss below 0.1, started on or after 2026-01-01 (UTC)');
  });
});

describe('what cannot be read', () => {
  it.each<readonly [string, number, number, string]>([
    ['acc>', 0, 4, 'acc is compared with a number; none is written yet.'],
    ['type:model taq:x', 11, 5, 'did you mean tag:?'],
    ['params<many', 0, 11, '350M'],
    ['after:soon', 0, 10, '2026-01-31'],
    ['is:broken', 0, 9, 'linked, contested'],
    ['name:"open', 0, 10, 'quotation mark'],
    ['tag:', 0, 4, 'tag:vision'],
    ['acc>high', 0, 8, 'no'],
  ])('%s', (text, at, length, message) => {
    const [problem, ...more] = problems(text);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ at, length });
    expect(problem?.message).toContain(message);
  });

  it('refuses what the thing asked for does not have', () => {
    expect(problems('params<1B', 'models')).toMatchObject([{ message: 'params: asks about versions, not about models.' }]);
    expect(problems('acc>1', 'collections')).toMatchObject([{ message: 'The metric acc asks about versions or runs, not about collections.' }]);
  });

  it('never throws, loses no part and names places inside the text', () => {
    const piece = fc.oneof(fc.constantFrom('alias:', 'acc>', '"', ',', ' ', '-', 'tag:x', 'params<1B', ':', '\\', 'is:linked', 'é', '\u{1f600}'), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const query = parseQuery(text, 'versions', NOW);
        const places = [...query.terms, ...query.problems].map(({ at, length }) => [at, at + length] as const).sort((a, b) => a[0] - b[0]);
        let end = 0;
        for (const [from, to] of places) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(text.slice(end, from).replace(/-?""/g, '').trim(), 'only spaces and empty quotes ask for nothing').toBe('');
          end = to;
        }
        explainQuery(query);
      }),
      { numRuns: runs(2000) },
    );
  });
});
