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
  /** A part of the lifecycle strip: `candidate`, `staging`, `production` or `Next step`. */
  stage(name: string): Locator;
  /** The row of a version in the list of a model. */
  version(label: string): Locator;
  /** What stands beside the list about one version. */
  inspector(label: string): Locator;
  tab(name: 'Versions' | 'Card' | 'History' | 'Gates'): Promise<void>;
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
    stage: (name) => page.getByRole('list', { name: 'Lifecycle' }).getByRole('listitem', { name, exact: true }),
    version: (label) => page.getByRole('grid', { name: 'Versions' }).getByRole('row').filter({ has: page.getByRole('link', { name: label, exact: true }) }).getByRole('gridcell').nth(1),
    inspector: (label) => page.getByRole('complementary', { name: new RegExp(` ${label}$`) }),
    tab: (name) => page.getByRole('navigation', { name: 'Model' }).getByRole('button', { name: new RegExp(`^${name}`) }).click(),
    async pick(name, option) {
      await field(name).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
  };
}
