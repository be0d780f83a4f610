// The frame around every view, as a person finds it: by role and name.
import type { Locator, Page } from 'playwright';

export interface Shell {
  readonly title: Locator;
  go(view: 'Registry' | 'Artifacts' | 'Runs' | 'Activity' | 'Settings'): Promise<void>;
}

/** Points at Undo, as one does who is about to take something back: a toast stays while it is pointed at. */
export const holdUndo = (page: Page): Promise<void> => page.getByRole('button', { name: 'Undo' }).hover();

export function shell(page: Page): Shell {
  return {
    title: page.getByRole('heading', { level: 1 }),
    async go(view) {
      await page.getByRole('link', { name: view }).first().click();
    },
  };
}
