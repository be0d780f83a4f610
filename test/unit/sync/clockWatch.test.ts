// A clock that jumped by more than a day is noticed, also by the next process, and doubted until somebody says that it is right.
import { expect, it } from 'vitest';
import { jumpBetween, openClockWatch } from '../../../electron/engine/sync/centre/clockWatch.js';
import { silentLogger } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const DAY = 86_400_000;
const of = (at: number, ms: number, boot = 'one') => ({ at, steady: { ms, boot } });

it.each([
  ['time that passed while the computer slept', of(0, 0), of(3 * DAY, 3 * DAY), 0],
  ['a clock that was set ahead', of(0, 0), of(365 * DAY + 1000, 1000), 365 * DAY],
  ['a clock that was set back', of(365 * DAY, 0), of(1000, 1000), -365 * DAY],
  ['a computer that was off', of(0, 5000), of(30 * DAY, 1000, 'two'), 0],
  ['a computer that came up long ago', of(365 * DAY, 5000), of(0, 1000, 'two'), -365 * DAY],
  ['time where nothing steady counts', { at: 0, steady: null }, { at: 9 * DAY, steady: null }, 0],
])('tells the jump in %s', (_, before, now, by) => {
  expect(jumpBetween(before, now)).toBe(by);
});

it('keeps a jump until it is confirmed, taken back, or never was', () => {
  const root = tempFolder();
  let [at, ms] = [100 * DAY, 0];
  const open = () => openClockWatch(root, { now: () => at, steady: () => ({ ms, boot: 'one' }) }, silentLogger);
  const pass = (wall: number, real: number): void => {
    at += wall;
    ms += real;
  };
  const watch = open();
  pass(2 * DAY, 2 * DAY);
  expect(watch.jump()).toBeUndefined();
  pass(3_600_000, 0);
  expect(watch.jump(), 'an hour is no jump').toBeUndefined();
  pass(40 * DAY, 1000);
  expect(watch.jump()?.by).toBe(40 * DAY - 1000);
  expect(open().jump()?.by).toBe(40 * DAY - 1000);
  pass(1000 - 40 * DAY, 0);
  expect(open().jump()).toBeUndefined();
  pass(400 * DAY, 0);
  expect(watch.jump()?.by).toBe(400 * DAY);
  watch.confirm();
  pass(5000, 5000);
  expect(open().jump()).toBeUndefined();
});
