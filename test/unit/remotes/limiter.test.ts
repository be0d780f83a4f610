// A limit holds as a mean, whatever the clock of the computer does.
import { describe, expect, it } from 'vitest';
import { createLimiter, type Limiter } from '../../../electron/engine/remotes/wrap/throttle.js';

const RATE = 1_000_000;
const DAY = 86_400_000;

function limited(): { limiter: Limiter; clock: { ms: number }; slept(): number } {
  const clock = { ms: 1_700_000_000_000 };
  let slept = 0;
  const sleep = async (ms: number): Promise<void> => {
    slept += ms;
    clock.ms += ms;
    if (slept > DAY) throw new Error('It slept for more than a day');
  };
  return { limiter: createLimiter(() => RATE, () => clock.ms, sleep), clock, slept: () => slept };
}

describe('a limit', () => {
  it('lets as much pass as it says', async () => {
    const { limiter, slept } = limited();
    for (let n = 0; n < 10; n += 1) await limiter.take(RATE);
    expect(slept()).toBeGreaterThanOrEqual(9000);
    expect(slept()).toBeLessThan(10_500);
  });

  it.each([-DAY, DAY])('waits no longer where the clock is moved by %i ms', async (by) => {
    const { limiter, clock, slept } = limited();
    await limiter.take(RATE);
    clock.ms += by;
    await limiter.take(RATE);
    await limiter.take(RATE);
    expect(slept()).toBeLessThan(3000);
  });
});
