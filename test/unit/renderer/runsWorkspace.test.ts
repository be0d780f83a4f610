// The runs workspace: what is typed over the list, which lines are drawn and how they keep their look, what a chart says it left out.
import { describe, expect, it } from 'vitest';
import type { RunColumn } from '../../../shared/contract/runs.js';
import { durationText } from '../../../renderer/features/runs/axisText.js';
import { bestWay } from '../../../shared/util/bestWay.js';
import { firstColumns, orderedColumns } from '../../../renderer/features/runs/runColumns.js';
import { parseRunFilter } from '../../../renderer/features/runs/runFilter.js';
import { firstShown, toggled } from '../../../renderer/features/runs/shownRuns.js';
import { curvesNote } from '../../../renderer/features/runs/useCurves.js';

const column = (id: string, count = 1): RunColumn => ({ id, group: id.startsWith('config.') ? 'config' : id.startsWith('summary.') ? 'summary' : 'run', label: id.split('.').slice(-1)[0] ?? id, kind: 'number', count });
const COLUMNS = [column('state'), column('jobType'), column('config.lr', 9), column('config.seed', 2), column('summary.acc', 5), column('summary.lr', 1)];

describe('parseRunFilter', () => {
  it('tells conditions from words, and finds what a short name means', () => {
    expect(parseRunFilter('resnet acc>=0.9 config.lr<1e-3 state:running "two words" project:defects job:train', COLUMNS)).toEqual({
      selection: {
        query: 'resnet two words',
        project: 'defects',
        filters: [
          { column: 'summary.acc', op: '>=', value: 0.9 },
          { column: 'config.lr', op: '<', value: 0.001 },
          { column: 'state', op: '=', value: 'running' },
          { column: 'jobType', op: 'contains', value: 'train' },
        ],
      },
      unknown: [],
    });
  });

  it('prefers a result over a setting of the same name, and names what nobody has', () => {
    expect(parseRunFilter('lr=1 nope>2', COLUMNS)).toEqual({ selection: { query: '', filters: [{ column: 'summary.lr', op: '=', value: 1 }] }, unknown: ['nope'] });
  });
});

describe('shown runs', () => {
  it('keep their place while others come and go', () => {
    const first = firstShown(['a', 'b', 'c']);
    const without = toggled(first, 'b');
    expect([...without]).toEqual([['a', 0], ['c', 2]]);
    expect([...toggled(without, 'd')]).toEqual([['a', 0], ['c', 2], ['d', 1]]);
  });
});

describe('columns', () => {
  it('begin with how a run is and what it measured, the common ones first', () => {
    expect(orderedColumns(COLUMNS).map(({ id }) => id)).toEqual(['state', 'summary.acc', 'summary.lr', 'config.lr', 'config.seed', 'jobType']);
    expect(firstColumns(orderedColumns(COLUMNS)).has('jobType')).toBe(false);
  });
});

describe('curvesNote', () => {
  const whole = { x: [1, 2], total: 2, sampled: false, nonFinite: { count: 0, at: [] }, other: { count: 0, at: [] }, missingRows: 0, untimed: false };

  it('says nothing where every point is drawn', () => {
    expect(curvesNote([whole, whole])).toBeUndefined();
  });

  it('says what was sampled, what is no number and what is not here', () => {
    const sampled = { ...whole, x: Array.from({ length: 2000 }, (_none, index) => index), total: 1_200_000, sampled: true };
    expect(curvesNote([sampled])).toBe('2,000 of 1.2M, min and max kept');
    expect(curvesNote([whole, { ...sampled, nonFinite: { count: 3, at: [] }, missingRows: 5000 }])).toBe('2,000 of 1.2M a line, min and max kept, 3 NaN or infinite, 5K rows not on this device');
    expect(curvesNote([{ ...whole, x: [], total: 0, untimed: true }])).toBe('its log records no times');
    expect(curvesNote([whole, { ...whole, x: [], total: 0, untimed: true }])).toBe('1 of 2 runs record no times');
  });
});

it('knows which way is better by the name', () => {
  expect(['val/loss', 'rmse', 'accuracy', 'mIoU', 'latency_p50'].map(bestWay)).toEqual(['min', 'min', 'max', 'max', 'min']);
});

it('writes durations as people say them', () => {
  expect([0.25, 42, 90, 3600, 4800].map(durationText)).toEqual(['0.25 s', '42 s', '2 min', '1 h', '1 h 20 min']);
});
