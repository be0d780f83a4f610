// Dropping and registering, as a person finds it: by role and name.
import type { Locator, Page } from 'playwright';
import { dragFiles } from '../drag.js';

export interface RegisterScreen {
  readonly overlay: Locator;
  readonly panel: Locator;
  readonly name: Locator;
  readonly register: Locator;
  readonly cancel: Locator;
  target(name: string | RegExp): Locator;
  /** Drags files over the window and lets go of them on a named target. */
  dropOn(target: string | RegExp, files: readonly string[]): Promise<void>;
}

export function registerScreen(page: Page): RegisterScreen {
  const overlay = page.getByRole('region', { name: 'Drop to register' });
  const panel = page.getByRole('complementary', { name: /^Register/ });
  const target = (name: string | RegExp): Locator => overlay.getByText(name).first();
  return {
    overlay,
    panel,
    name: panel.getByLabel('Name', { exact: true }),
    register: panel.getByRole('button', { name: /^Register/ }),
    cancel: panel.getByRole('button', { name: 'Cancel', exact: true }),
    target,
    async dropOn(name, files) {
      const drag = await dragFiles(page, files);
      await target(name).waitFor();
      const box = await target(name).boundingBox();
      if (!box) throw new Error(`the drop target ${String(name)} has no place on the screen`);
      await drag.drop({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    },
  };
}
