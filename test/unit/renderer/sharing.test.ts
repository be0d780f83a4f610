// Work wanted twice at once is done once, ends when nobody wants it, and is done anew after its end.
import { expect, test } from 'vitest';
import { createSharing } from '../../../renderer/data/sharing.js';

/** Work that ends when it is told to, and says what became of it. */
function controllable() {
  const signals: AbortSignal[] = [];
  const ends: ((value: string) => void)[] = [];
  const work = (signal: AbortSignal): Promise<string> => {
    signals.push(signal);
    return new Promise((resolve) => ends.push(resolve));
  };
  return { work, signals, ends };
}

test('two callers of one key get one result, and a third after its end gets a new one', async () => {
  const share = createSharing();
  const { work, signals, ends } = controllable();
  const never = new AbortController().signal;
  const both = Promise.all([share('a', never, work), share('a', never, work)]);
  expect(signals).toHaveLength(1);
  ends[0]?.('first');
  expect(await both).toEqual(['first', 'first']);
  const third = share('a', never, work);
  ends[1]?.('second');
  expect(await third).toBe('second');
});

test('one caller who goes does not end it for the other; the last one does', async () => {
  const share = createSharing();
  const { work, signals, ends } = controllable();
  const [one, two, late] = [new AbortController(), new AbortController(), new AbortController()];
  const gone = share('a', one.signal, work).catch((error: unknown) => error);
  const stays = share('a', two.signal, work);
  one.abort();
  expect(await gone).toMatchObject({ code: 'cancelled' });
  expect(signals[0]?.aborted).toBe(false);
  ends[0]?.('done');
  expect(await stays).toBe('done');
  const last = share('a', late.signal, work).catch((error: unknown) => error);
  late.abort();
  expect(await last).toMatchObject({ code: 'cancelled' });
  expect(signals[1]?.aborted).toBe(true);
  const anew = share('a', two.signal, work);
  expect(signals).toHaveLength(3);
  ends[2]?.('anew');
  expect(await anew).toBe('anew');
});

test('what fails fails for all, and is tried again by the next', async () => {
  const share = createSharing();
  const never = new AbortController().signal;
  let calls = 0;
  const work = async (): Promise<number> => {
    calls += 1;
    if (calls === 1) throw new Error('no');
    return calls;
  };
  const settled = await Promise.allSettled([share('a', never, work), share('a', never, work)]);
  expect(settled.map((each) => each.status)).toEqual(['rejected', 'rejected']);
  expect(await share('a', never, work)).toBe(2);
});
