// How smoothly a window draws: the time from each frame to the next, as the page itself sees it.
import type { Page } from 'playwright';

/** Runs in the page, which has what Node has not. */
const measure = (milliseconds: number): string => `new Promise((resolve) => {
  const between = [];
  let before = performance.now();
  const end = before + ${milliseconds};
  const next = (now) => {
    between.push(now - before);
    before = now;
    if (now < end) requestAnimationFrame(next);
    else resolve(between);
  };
  requestAnimationFrame(next);
})`;

/** Milliseconds that 95 of 100 frames stay below, over `seconds`, and how many there were. */
export async function frames(page: Page, seconds: number): Promise<{ p95: number; count: number }> {
  const times = await page.evaluate<number[]>(measure(seconds * 1000));
  const sorted = times.slice(1).sort((a, b) => a - b);
  return { p95: sorted[Math.floor(sorted.length * 0.95)] ?? NaN, count: sorted.length };
}
