// A report, as a person finds it.
import { once } from 'node:events';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { OUT } from '../../../build/lib/paths.mjs';
import { bundleProgram, startProgram } from '../../support/runtimeProgram.js';
import type { Cairn } from '../app.js';

export interface ReportScreen {
  panel(title: string | RegExp): Locator;
  edit(): Promise<void>;
  read(): Promise<void>;
  add(kind: string): Promise<void>;
  act(kind: string, what: string): Promise<void>;
  /** The handle a panel is moved by. */
  handle(kind: string): Locator;
  exported(what: string): Promise<void>;
}

export function reportScreen({ page }: Cairn): ReportScreen {
  const mode = (name: string): Promise<void> => page.getByRole('radiogroup', { name: 'Read or edit' }).getByText(name, { exact: true }).click();
  return {
    panel: (title) => page.getByRole('region', { name: title, exact: typeof title === 'string' }),
    edit: () => mode('Edit'),
    read: () => mode('Read'),
    async add(kind) {
      await page.getByRole('button', { name: 'Add panel' }).click();
      await page.getByRole('menuitem', { name: kind, exact: true }).click();
    },
    async act(kind, what) {
      await page.getByRole('button', { name: `What to do with ${kind}` }).first().click();
      await page.getByRole('menuitem', { name: what }).click();
    },
    handle: (kind) => page.getByRole('button', { name: new RegExp(`^Move ${kind}:`) }).first(),
    async exported(what) {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('menuitem', { name: what, exact: true }).click();
    },
  };
}

/** A small pipeline to report on. */
export async function writeReported(home: string): Promise<{ readonly model: string; readonly versions: readonly string[]; readonly evaluation: string }> {
  const child = startProgram(await bundleProgram('test/support/reportProgram.ts'), [home, join(home, 'work')], { CAIRN_OUT: join(OUT, 'electron') });
  let [told, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`Writing what is reported on failed: ${errors}`);
  return JSON.parse(told) as { model: string; versions: string[]; evaluation: string };
}
