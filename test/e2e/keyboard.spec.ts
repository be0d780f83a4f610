// The main job without a mouse: choose, name, register, find again, copy, go back and forward; and one always sees where one is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { answerDialogs } from './dialog.js';
import { registerScreen } from './screens/register.js';
import { shell } from './screens/shell.js';

/** What has the focus, by role and name, and whether one sees that it has. */
interface Focus {
  readonly what: string;
  readonly seen: boolean;
}

function focus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return { what: 'nothing', seen: false };
    const what = at.getAttribute('aria-label') ?? document.getElementById(at.getAttribute('aria-labelledby') ?? '')?.textContent ?? at.textContent ?? '';
    // A choice of a switch is drawn by the label that follows its hidden input.
    const drawn = at.matches('input[type=radio]') && at.nextElementSibling instanceof HTMLLabelElement ? at.nextElementSibling : at;
    const box = drawn.getBoundingClientRect();
    const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const rings = (element: Element | null): boolean => {
      if (!element) return false;
      const style = getComputedStyle(element);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || /inset|0px 0px 0px [1-9]/.test(style.boxShadow);
    };
    // A field may draw the ring around its whole frame; text that takes typing also shows its caret.
    const typing = at.matches('input:not([type=checkbox]):not([type=radio]), textarea');
    const seen = inside && (rings(drawn) || rings(drawn.parentElement) || typing);
    return { what: `${at.getAttribute('role') ?? at.tagName.toLowerCase()} ${what.trim().slice(0, 60)}`, seen };
  });
}

/** Presses Tab until the wanted thing has the focus; every stop on the way must be visible. */
async function tabTo(page: Page, wanted: RegExp, { key = 'Tab', most = 60 } = {}): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < most; step += 1) {
    const { what, seen } = await focus(page);
    if (step > 0) expect(seen, `the focus on "${what}" can be seen`).toBe(true);
    if (wanted.test(what)) return;
    passed.push(what);
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never came to ${String(wanted)}; it passed ${passed.join(' | ')}`);
}

test('a model is registered, found, opened and copied without a mouse', async ({ cairn }) => {
  const { app, page, home } = cairn;
  const file = join(home, 'best.safetensors');
  writeFileSync(file, safetensorsBytes({ 'layer.weight': { dtype: 'F32', shape: [4, 4], data: Buffer.alloc(64, 1) } }));
  await expect(page.getByRole('heading', { name: 'Start with one model' })).toBeVisible();
  await answerDialogs(cairn, [file]);
  await page.keyboard.press('Control+N');
  const screen = registerScreen(page);
  await expect(screen.name).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('typed-model');
  await expect(screen.panel.getByText('next is v0')).toBeVisible();
  await tabTo(page, /^button best$/);
  await page.keyboard.press('Space');
  await tabTo(page, /^input Note$/);
  await page.keyboard.type('by keyboard');
  await tabTo(page, /^textarea Description$/);
  await page.keyboard.type('Nobody touched a mouse.');
  await tabTo(page, /^button Add a metric$/);
  await page.keyboard.press('Enter');
  await expect(screen.panel.getByLabel('Name of metric 1')).toBeFocused();
  await page.keyboard.type('accuracy');
  await tabTo(page, /^input Value of accuracy$/);
  await page.keyboard.type('0.98');
  await tabTo(page, /^button Add a hyper-parameter$/);
  await page.keyboard.press('Enter');
  await expect(screen.panel.getByLabel('Name of hyper-parameter 1')).toBeFocused();
  await page.keyboard.type('lr');
  await page.keyboard.press('Tab');
  await page.keyboard.type('0.001');
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText('typed-model v0');
  expect(cairnJson(home, ['show', 'typed-model'])).toMatchObject({ version: 'v0', aliases: expect.arrayContaining(['best', 'latest']) as string[], description: 'Nobody touched a mouse.', metrics: { accuracy: 0.98 }, config: { lr: 0.001 } });

  await page.keyboard.press('Control+1');
  await expect(shell(page).title).toHaveText('Registry');
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('typed-model:v0');
  await expect(page.getByRole('option', { name: /^typed-model:v0/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText('typed-model v0');

  await page.keyboard.press('Control+K');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('>copy ref');
  await expect(page.getByRole('option', { name: /Copy reference/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('mira/default/typed-model:v0');
  expect(cairnJson(home, ['show', 'mira/default/typed-model:v0'])).toMatchObject({ name: 'typed-model', version: 'v0' });

  await page.keyboard.press('Alt+ArrowLeft');
  await expect(shell(page).title).toHaveText('Registry');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(shell(page).title).toHaveText('typed-model v0');
  const sidebar = page.getByRole('complementary', { name: 'Sidebar' });
  await page.keyboard.press('Control+B');
  await expect(sidebar).toBeHidden();
  await page.keyboard.press('Control+B');
  await expect(sidebar).toBeVisible();
});

test('a registry is walked by keys alone: lists by arrows, Enter opens, Escape gives the focus back', async ({ cairn }) => {
  const { page, home } = cairn;
  for (const name of ['alpha', 'beta', 'gamma']) {
    writeFileSync(join(home, `${name}.bin`), name);
    cairnJson(home, ['log', join(home, `${name}.bin`), '--name', name]);
  }
  const models = page.getByRole('grid', { name: 'Models' });
  await expect(models.getByRole('row')).toHaveCount(4);
  await tabTo(page, /^grid Models$/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const second = models.getByRole('row').nth(2);
  await expect(second).toHaveAttribute('aria-selected', 'true');
  const name = (await second.getByRole('link').first().innerText()).trim();
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText(name);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Filter versions' }).or(page.getByRole('textbox', { name: 'Filter versions' }))).toBeFocused();
  await tabTo(page, /^grid Versions$/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(shell(page).title).toHaveText(`${name} v0`);
  await tabTo(page, /^a Files/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Files' })).toBeVisible();
  const before = (await focus(page)).what;
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await focus(page)).what).toBe(before);
});

test('what is typed in one breath with the key of the palette arrives whole', async ({ cairn }) => {
  const { page } = cairn;
  const input = page.getByRole('combobox', { name: 'Search or run a command' });
  const keys = await page.context().newCDPSession(page);
  await expect(shell(page).title).toHaveText('Start with one model');
  await page.bringToFront();
  const hit = (key: string, code: string, modifiers: number) => [
    keys.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, modifiers, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0), ...(modifiers === 0 ? { text: key } : {}) }),
    keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, modifiers, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0) }),
  ];
  await Promise.all([hit('k', 'KeyK', 2), ...[...'alias'].map((key) => hit(key, `Key${key.toUpperCase()}`, 0))].flat());
  await expect(input).toHaveValue('alias');
  await page.keyboard.press('Escape');
  await expect(input).toBeHidden();
});
