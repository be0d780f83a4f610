// The arithmetic of line charts: looks that never change, smoothing, nearest points, ticks and domains.
import { describe, expect, it } from 'vitest';
import { extentWithin, linearDomain, linearTicks, logTicks, tickText } from '../../../renderer/ui/charts/axes.js';
import { scalesOf, trace } from '../../../renderer/ui/charts/drawing.js';
import { lookOf, nearestIndex } from '../../../renderer/ui/charts/series.js';
import { smoothed } from '../../../renderer/ui/charts/smooth.js';
import { fc } from '../../support/fastCheck.js';

describe('lookOf', () => {
  it('tells the first 32 lines apart by colour or dash', () => {
    expect(new Set(Array.from({ length: 32 }, (_none, place) => JSON.stringify(lookOf(place)))).size).toBe(32);
    expect([0, 1, 2].map((place) => lookOf(place).dash)).toEqual([[], [], []]);
    expect(lookOf(3).dash).not.toEqual([]);
  });
});

describe('nearestIndex', () => {
  it('is the nearest point that has a value', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.oneof(fc.integer(), fc.constant(NaN))), { maxLength: 30 }), fc.integer({ min: -60, max: 60 }), (pairs, at) => {
        const sorted = [...pairs].sort(([a], [b]) => a - b);
        const points = { x: sorted.map(([x]) => x), y: sorted.map(([, y]) => y) };
        const found = nearestIndex(points, at);
        const withValue = sorted.filter(([, y]) => Number.isFinite(y)).map(([x]) => Math.abs(x - at));
        if (withValue.length === 0) expect(found).toBe(-1);
        else expect(Math.abs((points.x[found] as number) - at)).toBe(Math.min(...withValue));
      }),
    );
  });
});

describe('smoothed', () => {
  it('changes nothing at weight 0, keeps gaps, and stays within what was measured', () => {
    expect([...smoothed({ x: [0, 1, 2], y: [1, NaN, 3] }, 0)]).toEqual([1, NaN, 3]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (values, weight) => {
        const out = smoothed({ x: values.map((_value, index) => index), y: values }, weight);
        const slack = 1e-6 * Math.max(1, ...values.map(Math.abs));
        for (const value of out) expect(value >= Math.min(...values) - slack && value <= Math.max(...values) + slack).toBe(true);
        expect(out[0]).toBeCloseTo(values[0] as number, 6);
      }),
    );
  });
});

describe('axes', () => {
  it('keeps ticks inside the domain and about as many as wanted', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.integer({ min: 2, max: 12 }), (low, span, wanted) => {
        fc.pre(span > Math.abs(low) * 1e-6);
        const ticks = linearTicks([low, low + span], wanted);
        expect(ticks.length).toBeLessThanOrEqual(wanted + 1);
        for (const tick of ticks) expect(tick >= low - span * 0.01 && tick <= low + span * 1.01).toBe(true);
      }),
    );
    expect(linearTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(logTicks([0.04, 2.1], 10)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks([1e-8, 1e8], 6).length).toBeLessThanOrEqual(6);
  });

  it('gives a flat line room, and looks only at what is in sight', () => {
    expect(linearDomain([5, 5])).toEqual([4.5, 5.5]);
    expect(extentWithin([{ x: [0, 1, 2], y: [100, 3, 4] }], [1, 2])).toEqual([3, 4]);
    expect(extentWithin([{ x: [0], y: [NaN] }], undefined)).toBeUndefined();
  });

  it('writes numbers short', () => {
    expect([4500, 1_200_000, 0.0002, 0.8, 0, -1500].map(tickText)).toEqual(['4.5k', '1.2M', '2e-4', '0.8', '0', '-1.5k']);
  });
});

describe('scalesOf', () => {
  it('puts the ends of both axes on the edges, and what a log axis cannot hold nowhere', () => {
    const linear = scalesOf({ width: 100, height: 40, x: [10, 20], y: [-1, 1], log: false });
    expect([linear.x(10), linear.x(15), linear.x(20), linear.y(-1), linear.y(0), linear.y(1)]).toEqual([0, 50, 100, 40, 20, 0]);
    const log = scalesOf({ width: 100, height: 40, x: [0, 1], y: [0.1, 10], log: true });
    expect([log.y(0.1), log.y(1), log.y(10)].map((at) => Math.round(at))).toEqual([40, 20, 0]);
    expect([log.y(0), log.y(-1), log.y(NaN)].some(Number.isFinite)).toBe(false);
  });
});

describe('trace', () => {
  it('lifts the pen at a gap and draws a lone point as a dot', () => {
    const calls: string[] = [];
    const pen = { moveTo: (x: number) => calls.push(`m${x}`), lineTo: (x: number) => calls.push(`l${x}`), arc: (x: number) => calls.push(`o${x}`) };
    trace(pen, { x: [0, 1, 2, 3, 4, 5], y: [1, 1, NaN, 1, NaN, 1] }, { x: (value) => value * 10, y: (value) => value });
    expect(calls).toEqual(['m0', 'l10', 'm31', 'o30', 'm51', 'o50']);
  });
});
