// The registry home, the dialogs over it and the page of a registered model, as a person finds them: by role and name.
import type { Locator, Page } from 'playwright';

export interface ModelScreens {
  readonly models: Locator;
  readonly dialog: Locator;
  row(name: string): Locator;
  /** The field of the dialog that stands open. */
  field(name: string): Locator;
  /** Picks from a list of the dialog. */
  pick(field: string, option: string): Promise<void>;
  act(name: string | RegExp): Locator;
}

export function modelScreens(page: Page): ModelScreens {
  const dialog = page.getByRole('dialog');
  const models = page.getByRole('grid', { name: 'Models' });
  const field = (name: string): Locator => dialog.getByLabel(name, { exact: true }).first();
  return {
    models,
    dialog,
    field,
    row: (name) => models.getByRole('row').filter({ hasText: name }),
    act: (name) => dialog.getByRole('button', { name }),
    async pick(name, option) {
      await field(name).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
  };
}
