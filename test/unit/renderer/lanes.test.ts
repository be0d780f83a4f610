// Where the holds of an alias lie on an axis of versions, and which stage comes next.
import { describe, expect, it } from 'vitest';
import { stageAfter, stageFor } from '../../../renderer/features/model/stages.js';
import { releaseWords } from '../../../renderer/features/model/StageCell.js';
import { signedDelta } from '../../../renderer/ui/Delta.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { holdsOf, type Hold } from '../../../shared/util/aliasHolds.js';
import { aliasLane, placeOfMoment } from '../../../shared/util/aliasLanes.js';

const hold = (label: string, from: number, until: number | null): Hold => ({ id: `${label} ${from}`, label, from, until, by: 'Mira', note: null });
const ARRIVALS = [10, 20, 30, 40];

describe('placeOfMoment', () => {
  it('is at a version when it arrives, and between two by the time that passed', () => {
    expect(ARRIVALS.map((at) => placeOfMoment(at, ARRIVALS, 50))).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(placeOfMoment(25, ARRIVALS, 50)).toBe(2);
    expect(placeOfMoment(5, ARRIVALS, 50)).toBe(0);
    expect(placeOfMoment(45, ARRIVALS, 50)).toBe(3.75);
    expect(placeOfMoment(99, ARRIVALS, 50)).toBe(4);
  });
});

describe('aliasLane', () => {
  it('covers exactly the versions that arrived while it was held', () => {
    const holds = holdsOf([
      { id: 'c', at: 35, actor: { name: 'M' }, to: 'v2', note: null },
      { id: 'b', at: 22, actor: { name: 'M' }, to: null, note: null },
      { id: 'a', at: 12, actor: { name: 'M' }, to: 'v0', note: null },
    ]);
    const lane = aliasLane(holds, ARRIVALS, 50);
    const covered = lane.map(({ hold: { label }, start, end }) => [label, ARRIVALS.flatMap((at, index) => (index + 0.5 >= start && index + 0.5 < end ? [at] : []))]);
    expect(covered).toEqual([['v0', [20]], ['v2', [40]]]);
    expect(lane.map(({ now }) => now)).toEqual([false, true]);
    expect(lane[1]?.end).toBe(4);
  });
  it('leaves out what was over before the first version in sight, and begins the rest at the edge', () => {
    expect(aliasLane([hold('v0', 1, 5), hold('v1', 5, 15)], ARRIVALS, 50).map(({ hold: { label }, start, end }) => [label, start, end])).toEqual([['v1', 0, 1]]);
  });
  it('never runs backwards, whatever the clocks say', () => {
    for (const { start, end } of aliasLane([hold('v0', 12, 31), hold('v1', 31, null)], [10, 30, 20, 40], 35)) expect(end).toBeGreaterThanOrEqual(start);
  });
});

describe('stages', () => {
  const on = (alias: string, version: string): AliasState => ({ alias, protected: false, label: version, ref: version, version, at: 1, actor: { name: 'M' }, device: 'd', note: null, unpublished: false, contest: null });
  it('lead on with the right arrow and back with the left, not over the ends', () => {
    expect([stageAfter('candidate', 'ArrowRight'), stageAfter('production', 'ArrowLeft')]).toEqual(['staging', 'staging']);
    expect([stageAfter('production', 'ArrowRight'), stageAfter('candidate', 'ArrowLeft'), stageAfter('staging', 'Enter')]).toEqual([undefined, undefined, undefined]);
  });
  it('go on from the furthest that a version holds', () => {
    expect(stageFor([], 'v1')).toBe('candidate');
    expect(stageFor([on('candidate', 'v1'), on('staging', 'v1')], 'v1')).toBe('production');
    expect(stageFor([on('production', 'v1')], 'v1')).toBeUndefined();
    expect(stageFor([on('production', 'v0')], 'v1')).toBe('candidate');
  });
  it('say what letting go does', () => expect([releaseWords('staging', 'v4', 'v2'), releaseWords('staging', 'v4', null)]).toEqual(['Release to move staging from v2 to v4', 'Release to set staging to v4']));
});

describe('signedDelta', () => {
  it('is signed, short, and silent where there is nothing to say', () => {
    expect([signedDelta(0.8713, 0.858), signedDelta(14.2, 14.9), signedDelta(1, 1), signedDelta('NaN', 1), signedDelta(1, undefined)]).toEqual(['+0.0133', '−0.7', '±0', undefined, undefined]);
  });
});
