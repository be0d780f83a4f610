// Times measured inside the page: from the input, as the page saw it, to the moment its answer stands in the document. So the
// way from this process to the page is not part of them.
import type { Page } from 'playwright';

const LIMIT_MS = 30_000;

interface Wanted {
  /** Elements to look at, and what the text of one of them must match. */
  readonly css: string;
  readonly text: string;
}

/** Goes to a path of the window and waits for what it is to show. */
export function openHash(page: Page, path: string, css: string, text: string): Promise<number> {
  return page.evaluate(
    ({ to, wanted, limit }) =>
      new Promise<number>((resolve, reject) => {
        const pattern = new RegExp(wanted.text);
        const there = (): boolean => [...document.querySelectorAll(wanted.css)].some((element) => pattern.test(element.textContent ?? ''));
        const timer = setTimeout(() => reject(new Error(`${to} did not show ${wanted.text}; there is: ${document.body.innerText.slice(0, 800)}`)), limit);
        const start = performance.now();
        const look = (): void => {
          if (!there()) return;
          watch.disconnect();
          clearTimeout(timer);
          resolve(performance.now() - start);
        };
        const watch = new MutationObserver(look);
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        location.hash = `#${to}`;
        look();
      }),
    { to: path, wanted: { css, text } satisfies Wanted, limit: LIMIT_MS },
  );
}

/** Presses a key and waits for what comes of it. */
export async function pressed(page: Page, key: string, css: string, text: string): Promise<number> {
  const took = page.evaluate(
    ({ wanted, limit }) =>
      new Promise<number>((resolve, reject) => {
        const pattern = new RegExp(wanted.text);
        const timer = setTimeout(() => reject(new Error(`the key did not bring ${wanted.text}`)), limit);
        const onKey = (event: KeyboardEvent): void => {
          const start = event.timeStamp;
          const look = (): void => {
            if (![...document.querySelectorAll(wanted.css)].some((element) => pattern.test(element.textContent ?? ''))) return;
            watch.disconnect();
            clearTimeout(timer);
            resolve(performance.now() - start);
          };
          const watch = new MutationObserver(look);
          watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        };
        addEventListener('keydown', onKey, { capture: true, once: true });
        document.body.dataset['armed'] = 'yes';
      }),
    { wanted: { css, text } satisfies Wanted, limit: LIMIT_MS },
  );
  await page.waitForFunction(() => document.body.dataset['armed'] === 'yes');
  await page.keyboard.press(key);
  const result = await took;
  await page.evaluate(() => delete document.body.dataset['armed']);
  return result;
}
