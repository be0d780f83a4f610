// Policies in words: what is read is written as it was meant, and what each clause finds.
import { describe, expect, it } from 'vitest';
import { judge } from '../../../electron/engine/domain/policy/judge.js';
import { parsePolicy, printPolicy } from '../../../electron/engine/domain/policy/language.js';
import { COMPARISONS, type Clause, type Evaluation, type Judged, type Move } from '../../../electron/engine/domain/policy/types.js';
import { fc, runs } from '../../support/fastCheck.js';

const CLAIM = 'production requires: staging first; accuracy >= incumbent - 0.002 on the same evaluation dataset; safety clean; note';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => text.trim() === text && !/["\n\\]/.test(text) && text === text.normalize('NFC'));
const value = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, noDefaultInfinity: true })).map((each) => (each === 0 ? 0 : each));
const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({ is: fc.constant('first' as const), alias: fc.constantFrom('staging', 'candidate', 'ready to go') }),
  fc.record({ is: fc.constant('metric' as const), key: word, compare: fc.constantFrom(...COMPARISONS), value, on: fc.oneof(fc.constant(null), fc.constantFrom('mnist', 'mnist:v3', 'my data', 'the set', 'dataset')) }),
  fc.record({ is: fc.constant('incumbent' as const), key: word, compare: fc.constantFrom(...COMPARISONS), by: value, same: fc.boolean() }),
  fc.record({ is: fc.constant('safety' as const), clean: fc.boolean() }),
  fc.record({ is: fc.constant('tag' as const), tag: word }),
  fc.constant<Clause>({ is: 'note' }),
);

describe('the language of policies', () => {
  it('reads what a person writes, and writes it plainly', () => {
    expect(parsePolicy(CLAIM).clauses).toEqual([
      { is: 'first', alias: 'staging' },
      { is: 'incumbent', key: 'accuracy', compare: '>=', by: -0.002, same: true },
      { is: 'safety', clean: true },
      { is: 'note' },
    ]);
    expect(printPolicy(parsePolicy(CLAIM))).toBe('staging first; accuracy >= incumbent - 0.002 on the same evaluation dataset; safety clean; note');
    expect(printPolicy(parsePolicy('ACC>=95% on dataset mnist ;; Note;note\nsafety is not flagged; tagged reviewed; "val loss" <= incumbent'))).toBe('ACC >= 0.95 on mnist; note; safety not flagged; tag reviewed; "val loss" <= incumbent');
    expect(printPolicy({ clauses: [{ is: 'tag', tag: '<#' }] })).toBe('tag "<#"');
    expect(parsePolicy('  ')).toEqual({ clauses: [] });
  });

  it.each(['accuracy', 'accuracy >= better', 'latest first', 'v3 first', 'safety perfect', 'accuracy >= incumbent minus 2', 'accuracy >= 1e999'])('refuses %s by name', (text) => {
    expect(() => parsePolicy(text)).toThrowError(expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(text) as string }) as Error);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(clause, { maxLength: 5, selector: (each) => JSON.stringify(each) }), (clauses) => {
        const text = printPolicy({ clauses });
        expect(parsePolicy(text).clauses).toEqual(clauses);
        expect(parsePolicy(`"any alias" requires: ${text}`).clauses).toEqual(clauses);
      }),
      { numRuns: runs(1000) },
    );
  });
});

const evaluation = (digest: string, accuracy: number, at = 1): Evaluation => ({ run: 'eval', at, metrics: { accuracy }, data: [{ digest, name: 'mnist', ref: `mnist:${digest}` }] });
const version = (label: string, more: Partial<Judged> = {}): Judged => ({ label, metrics: {}, evaluations: [], safety: 'clean', tags: [], held: [], ...more });

function states(text: string, move: Partial<Move>, guarded = false): string[] {
  return judge(parsePolicy(text), guarded, { candidate: version('v2'), incumbent: version('v1'), note: null, ...move }).clauses.map((each) => `${each.state}: ${each.why}`);
}

describe('a verdict', () => {
  const SAME = 'accuracy >= incumbent - 0.002 on the same evaluation dataset';

  it('compares evaluations of one dataset, and says where there is none', () => {
    const incumbent = version('v1', { evaluations: [evaluation('v0', 0.991)] });
    expect(states(SAME, { incumbent, candidate: version('v2', { evaluations: [evaluation('v0', 0.989)] }) })).toEqual(['pass: v2 has 0.989 on mnist:v0, v1 has 0.991, 0.989 is asked for']);
    expect(states(SAME, { incumbent, candidate: version('v2', { evaluations: [evaluation('v0', 0.98)] }) })).toEqual(['fail: v2 has 0.98 on mnist:v0, v1 has 0.991, 0.989 is asked for']);
    expect(states(SAME, { incumbent, candidate: version('v2', { evaluations: [evaluation('v1', 0.999)] }) })).toEqual(['not_comparable: v2 was evaluated on mnist:v1, v1 on mnist:v0']);
    expect(states(SAME, { incumbent, candidate: version('v2', { evaluations: [evaluation('v1', 0.999, 2), evaluation('v0', 0.9)] }) })[0]).toMatch(/^fail: v2 has 0.9 on mnist:v0/);
    expect(states(SAME, { incumbent, candidate: version('v2', { metrics: { accuracy: 1 } }) })).toEqual(['not_recorded: no evaluation of v2 records accuracy and what it was evaluated on']);
    expect(states(SAME, { incumbent: null })).toEqual(['pass: no other version holds the alias']);
  });

  it('takes logged metrics before evaluations, and names the dataset asked for', () => {
    const candidate = version('v2', { metrics: { accuracy: 0.9 }, evaluations: [evaluation('v0', 0.99)] });
    expect(states('accuracy >= 0.95', { candidate })[0]).toMatch(/^fail: v2 has 0.9$/);
    expect(states('accuracy >= 0.95 on mnist', { candidate })[0]).toMatch(/^pass: v2 has 0.99/);
    expect(states('accuracy >= 0.95 on mnist:v1', { candidate })[0]).toMatch(/^not_comparable/);
    expect(states('loss <= 1', { candidate })[0]).toMatch(/^not_recorded/);
  });

  it('stops a flagged version by default, and an unknown one only when asked', () => {
    for (const safety of ['suspicious', 'dangerous'] as const) expect(judge({ clauses: [] }, true, { candidate: version('v2', { safety }), incumbent: null, note: null })).toMatchObject({ allowed: false, clauses: [{ state: 'fail', implied: true }] });
    expect(judge({ clauses: [] }, true, { candidate: version('v2', { safety: 'unknown' }), incumbent: null, note: null }).allowed).toBe(true);
    expect(judge({ clauses: [] }, false, { candidate: version('v2', { safety: 'dangerous' }), incumbent: null, note: null }).allowed).toBe(true);
    expect(states('safety clean', { candidate: version('v2', { safety: 'unknown' }) })[0]).toMatch(/^not_recorded/);
  });

  it('asks for stages, tags and notes', () => {
    expect(states('staging first; tag reviewed; note', {}).map((each) => each.split(':')[0])).toEqual(['fail', 'fail', 'fail']);
    expect(states('staging first; tag reviewed; note', { candidate: version('v2', { held: ['staging'], tags: ['reviewed'] }), note: 'why' }).map((each) => each.split(':')[0])).toEqual(['pass', 'pass', 'pass']);
  });
});
