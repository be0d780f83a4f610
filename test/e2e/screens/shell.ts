// The frame around every view, as a person finds it: by role and name.
import type { Locator, Page } from 'playwright';

export interface Shell {
  readonly title: Locator;
  go(view: 'Registry' | 'Artifacts' | 'Runs' | 'Activity' | 'Settings'): Promise<void>;
}

/** Undo of what just happened, pointed at as one does who is about to take it back: a toast stays while it is pointed at. */
export async function holdUndo(page: Page, done: string): Promise<Locator> {
  const undo = page.getByRole('alert').filter({ hasText: done }).getByRole('button', { name: 'Undo' });
  await undo.hover();
  return undo;
}

export function shell(page: Page): Shell {
  return {
    title: page.getByRole('heading', { level: 1 }),
    async go(view) {
      await page.getByRole('link', { name: view }).first().click();
    },
  };
}
