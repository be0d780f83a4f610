// What the window says of a contested alias: how it came, and what each choice does.
import { describe, expect, it } from 'vitest';
import { choiceEffect, choiceWords, howItCame } from '../../../renderer/features/contests/contestText.js';
import { contestLabels, contestWords } from '../../../renderer/state/contests.js';
import type { ContestSide } from '../../../shared/contract/contests.js';

const side = (label: string | null, who: string, more: Partial<ContestSide> = {}): ContestSide => ({ holds: false, version: label && `id-${label}`, label, ref: label && `m:${label}`, replaced: 'v5', at: 1, actor: { name: who }, device: 'd', note: null, ...more });
const jonas = side('v6', 'Jonas', { holds: true });
const priya = side('v7', 'Priya');
const contest = { alias: 'production', sides: [jonas, priya] };

describe('a contested alias in words', () => {
  it('names people once, and devices where it is one person', () => {
    expect(contestWords(contest)).toBe('production was moved by two people while out of reach of each other.');
    expect(contestWords({ ...contest, sides: [jonas, side('v7', 'Jonas')] })).toContain('two devices');
    expect(contestWords({ ...contest, sides: [jonas, priya, side('v8', 'Aiko')] })).toContain('3 people');
    expect(contestLabels([jonas, side(null, 'Priya')])).toBe('v6 · none');
  });
  it('says what was replaced and what answers', () => {
    expect(howItCame(contest)).toBe('Both replaced v5 while out of reach of each other. v6 was published first: production gives it, with warning code 4, until someone chooses.');
    expect(howItCame({ ...contest, sides: contest.sides.map((each) => ({ ...each, replaced: null })) })).toContain('Both set it first');
    expect(howItCame({ ...contest, sides: [jonas, { ...priya, replaced: 'v4' }] })).toContain('They moved it');
    expect(howItCame({ ...contest, sides: [side(null, 'Jonas', { holds: true }), priya] })).toContain('production names no version until someone chooses.');
  });
  it('says what each choice does', () => {
    expect(choiceEffect(contest, jonas)).toBe("production stays on v6 and answers without a warning; Priya's move is put aside.");
    expect(choiceEffect(contest, priya)).toBe('production delivers v7 from then on, v6 no longer.');
    expect(choiceEffect({ ...contest, sides: [jonas, side(null, 'Priya')] }, side(null, 'Priya'))).toBe('production comes off v6 and names no version from then on.');
    expect(choiceWords('production', priya)).toBe('Use v7 as production');
    expect(choiceWords('production', side(null, 'Priya'))).toBe('Leave production on no version');
  });
});
