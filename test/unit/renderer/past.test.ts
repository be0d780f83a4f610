// Steps over past moments, what stands elsewhere now, and how the filters of a history ask the engine.
import { describe, expect, it } from 'vitest';
import { isFiltered, NO_FILTER, questionOf } from '../../../renderer/features/activity/historyFilter.js';
import { differences, stepFrom, ticksOf } from '../../../renderer/features/past/moments.js';

describe('stepFrom', () => {
  const moments = [10, 20, 30];
  it('goes from change to change, also from between two, and stops at the ends', () => {
    expect([stepFrom(30, moments, -1), stepFrom(20, moments, -1), stepFrom(10, moments, -1)]).toEqual([20, 10, 10]);
    expect([stepFrom(25, moments, -1), stepFrom(25, moments, 1), stepFrom(99, moments, -1), stepFrom(99, moments, 1)]).toEqual([20, 30, 30, 30]);
    expect([stepFrom(20, moments, 1), stepFrom(20, moments, -Infinity), stepFrom(20, moments, Infinity), stepFrom(20, [], 1)]).toEqual([30, 10, 30, 20]);
  });
});

describe('ticksOf', () => {
  it('keeps ticks apart and on the track', () => {
    expect(ticksOf([0, 1, 50, 100, 101], 0, 100)).toEqual([0, 1, 50, 100]);
    expect(ticksOf(Array.from({ length: 10_000 }, (_, index) => index), 0, 9_999).length).toBeLessThanOrEqual(201);
  });
});

describe('differences', () => {
  it('names what stood elsewhere, not what came since', () => {
    expect(differences({ aliases: { production: 'v1', staging: 'v2', latest: 'v2' } }, { production: 'v3', candidate: 'v4', latest: 'v4' })).toEqual([
      { alias: 'production', then: 'v1', now: 'v3' },
      { alias: 'staging', then: 'v2', now: null },
    ]);
  });
});

describe('questionOf', () => {
  it('asks for whole days of this computer, both ends included', () => {
    const asked = questionOf({ ...NO_FILTER, subject: 'x', actor: ' mira ', from: '2026-03-29', to: '2026-03-29' });
    expect(asked).toMatchObject({ subject: 'x', actor: 'mira' });
    expect(new Date(asked.after ?? 0).toTimeString().slice(0, 8)).toBe('00:00:00');
    expect(new Date((asked.before ?? 0) + 1).toTimeString().slice(0, 8)).toBe('00:00:00');
    expect(new Date((asked.before ?? 0) + 1).getDate()).toBe(30);
  });
  it('asks for nothing that was not chosen', () => {
    expect(questionOf(NO_FILTER)).toEqual({});
    expect(questionOf({ ...NO_FILTER, from: 'soon' })).toEqual({});
    expect([isFiltered(NO_FILTER), isFiltered({ ...NO_FILTER, kind: 'alias' })]).toEqual([false, true]);
  });
});
