// The word and the items of the sync centre follow from facts: green is said only where everything is exchanged.
import { describe, expect, it } from 'vitest';
import { ERROR_EXIT, type ErrorCode } from '../../../shared/contract/errors.js';
import { itemsOf, needsPerson } from '../../../electron/engine/sync/centre/items.js';
import { countFor, textFor, wordFor } from '../../../electron/engine/sync/centre/words.js';
import { fc } from '../../support/fastCheck.js';
import { testStore } from '../../support/testStore.js';

const count = fc.nat(3);
const standing = fc.record({ paused: fc.boolean(), remotes: count, moving: count, waiting: count, attention: count, offline: fc.boolean(), exchanged: fc.boolean(), aside: fc.boolean() });

describe('the word', () => {
  it('is "Synced" only where nothing waits, stands, moves or was never exchanged', () => {
    fc.assert(
      fc.property(standing, (facts) => {
        const done = facts.remotes > 0 && facts.exchanged && !facts.paused && !facts.offline && !facts.aside && facts.waiting + facts.moving + facts.attention === 0;
        expect(wordFor(facts) === 'synced').toBe(done);
      }),
    );
  });

  it('counts what it is about', () => {
    fc.assert(
      fc.property(standing, (facts) => {
        const word = wordFor(facts);
        const text = textFor(word, countFor(word, facts));
        if (word === 'waiting') expect(text).toBe(facts.waiting > 0 ? `${facts.waiting} waiting` : 'Not synced yet');
        if (word === 'attention') expect(text).toBe(`Needs you: ${facts.attention}`);
      }),
    );
  });
});

describe('the items', () => {
  const of = (code: ErrorCode, details: Record<string, unknown> = {}) => itemsOf(testStore(), 's3://b/p', { synced: 1, since: 7, offset: null, findings: [], error: { code, message: 'It was refused.', details } }, 9);

  it.each(Object.keys(ERROR_EXIT).filter((code) => code !== 'cancelled') as ErrorCode[])('name the remote, the cause and the next step of %s', (code) => {
    const items = of(code);
    expect(items).toMatchObject([{ what: 's3://b/p', cause: 'It was refused.', at: 7 }]);
    expect(items[0]?.next).toMatch(/\w.*\.$/);
    expect(items.every(needsPerson)).toBe(code !== 'offline');
  });

  it('tell a wrong clock, a wrong address and wrong keys apart', () => {
    expect(of('forbidden')[0]?.kind).toBe('credentials');
    expect(of('forbidden', { clock: true })[0]?.kind).toBe('clock');
    expect(of('forbidden', { registry: 'r' })[0]?.kind).toBe('address');
    expect(of('invalid_input')[0]?.kind).toBe('address');
    expect(of('internal')[0]?.kind).toBe('failed');
  });
});
