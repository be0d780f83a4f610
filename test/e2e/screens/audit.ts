// What a page must never do, whatever it shows: break an accessibility rule, run wider than the window, or cut a text without saying so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { APP_FOLDER } from '../app.js';

const AXE = readFileSync(join(APP_FOLDER, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const BLOCKING = new Set(['serious', 'critical']);

interface AxeFinding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}
type AxeWindow = Window & { axe?: { run(context: unknown, options: unknown): Promise<{ violations: readonly AxeFinding[] }> } };

/** Everything wrong with the page as it stands, in a line each; empty when nothing is. `rules` of axe: all, if absent. */
export async function auditPage(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  return [...(await axeFindings(page, rules)), ...(await layoutFindings(page))];
}

/** Serious and critical findings of axe-core, read from the page as it stands. */
async function axeFindings(page: Page, rules: readonly string[] | undefined): Promise<readonly string[]> {
  if (!(await page.evaluate(() => (window as AxeWindow).axe !== undefined))) await page.evaluate(AXE);
  const violations = await page.evaluate(async (only) => (await (window as AxeWindow).axe?.run(document, { resultTypes: ['violations'], iframes: false, ...only }))?.violations ?? [], rules ? { runOnly: [...rules] } : {});
  return violations
    .filter(({ impact }) => impact !== null && BLOCKING.has(impact))
    .map(({ id, help, nodes }) => `axe ${id}: ${help} at ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()})`).slice(0, 3).join('; ')}`);
}

/** A document wider than its window, texts cut at the side without an ellipsis, and texts cut above or below without a title. */
function layoutFindings(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.add(`the document is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
    const told = (element: Element): boolean => element.closest('[title]') !== null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const parent = node.parentElement;
      if (text === '' || !parent || parent.closest('.sr, script, style, [hidden], #recharts_measurement_span') || getComputedStyle(parent).visibility === 'hidden') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      if (boxes.length === 0) continue;
      let [across, down] = [true, true];
      let ellipsis = false;
      for (let box: HTMLElement | null = parent; box && (across || down); box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.textOverflow === 'ellipsis') ellipsis = true;
        if (/auto|scroll/.test(style.overflowX)) across = false;
        if (/auto|scroll/.test(style.overflowY)) down = false;
        const edge = box.getBoundingClientRect();
        if (across && /hidden|clip/.test(style.overflowX) && boxes.some(({ left, right }) => left < edge.left - 1.5 || right > edge.right + 1.5) && !ellipsis) found.add(`cut at the side: "${text.slice(0, 60)}" in ${box.tagName.toLowerCase()}.${box.className}`);
        // Letters may overhang their line a little; more than a fifth of one is a cut.
        if (down && /hidden|clip/.test(style.overflowY) && boxes.some(({ top, bottom, height }) => top < edge.top - height / 5 || bottom > edge.bottom + height / 5) && !told(parent)) found.add(`cut above or below: "${text.slice(0, 60)}" in ${box.tagName.toLowerCase()}.${box.className}`);
        if (style.position === 'fixed') break;
      }
    }
    return [...found];
  });
}
