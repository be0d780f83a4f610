// The page of one version, as a person finds it; and everything it says, read off it by mouse.
import type { Locator } from 'playwright';
import type { Cairn } from '../app.js';

export interface ShownFile {
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

export interface ShownTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: string;
  readonly bytes: number;
}

/** What the page says, in the words and numbers it says it with. */
export interface ShownVersion {
  readonly title: string;
  readonly digest: string;
  readonly bytes: number;
  readonly fileCount: string;
  readonly aliases: readonly string[];
  readonly availability: string;
  readonly description: string | null;
  readonly logged: Readonly<Record<string, string>>;
  readonly created: number;
  readonly runName: string;
  readonly runKey: string;
  readonly inputs: readonly { readonly ref: string; readonly digest: string }[];
  readonly metrics: Readonly<Record<string, string>>;
  readonly config: unknown;
  readonly metadata: unknown;
  readonly files: readonly ShownFile[];
  readonly tensors: readonly ShownTensor[];
}

export interface VersionScreen {
  readonly heading: Locator;
  readonly header: Locator;
  readonly download: Locator;
  tab(name: 'Overview' | 'Files' | 'Metrics' | 'Activity'): Promise<void>;
  /** Opens the newest version of a collection, from wherever the window is. */
  open(collection: string, label: string): Promise<void>;
  read(): Promise<ShownVersion>;
}

/** "1,234 bytes", as hovering says it, to a number. */
const exactBytes = async (place: Locator): Promise<number> => Number(((await place.getByTitle(/ bytes$/).getAttribute('title')) ?? '').replace(/\D/g, ''));

export function versionScreen({ app, page }: Cairn): VersionScreen {
  const main = page.getByRole('main');
  const heading = main.getByRole('heading', { level: 1 });
  const header = main.locator('header').filter({ has: page.getByRole('heading', { level: 1 }) });
  const origin = main.getByRole('complementary', { name: 'Trust and origin' });
  const description = main.getByRole('region', { name: 'Description' });
  const tab = async (name: string): Promise<void> => main.getByRole('navigation', { name: 'Version' }).getByRole('link', { name: new RegExp(`^${name}`) }).click();

  /** What a "Copy ... as JSON" button puts on the clipboard; an empty object where there is no such button. */
  async function copied(section: string): Promise<unknown> {
    const button = origin.getByRole('button', { name: `Copy ${section} as JSON` });
    if ((await button.count()) === 0) return {};
    await button.click();
    await origin.getByRole('region', { name: section }).getByText(`${section} was copied`).waitFor({ state: 'attached' });
    return JSON.parse(await app.evaluate(({ clipboard }) => clipboard.readText()));
  }

  async function logged(): Promise<Record<string, string>> {
    const section = origin.getByRole('region', { name: 'Logged' });
    const [terms, values] = [await section.getByRole('term').allInnerTexts(), await section.getByRole('definition').allInnerTexts()];
    return Object.fromEntries(terms.map((term, index) => [term, values[index] ?? '']));
  }

  async function inputs(): Promise<{ ref: string; digest: string }[]> {
    const digests = origin.getByRole('region', { name: 'Made from' }).getByTitle(/^b3:/);
    return Promise.all((await digests.all()).map(async (digest) => ({ ref: await digest.locator('xpath=preceding-sibling::a[last()]').innerText(), digest: (await digest.getAttribute('title')) ?? '' })));
  }

  async function rows(name: string): Promise<{ heads: readonly string[]; lines: readonly Locator[] }> {
    const grid = main.getByRole('grid', { name, exact: true });
    await grid.getByRole('row').nth(1).waitFor();
    return { heads: await grid.getByRole('columnheader').allInnerTexts(), lines: (await grid.getByRole('row').all()).slice(1) };
  }

  const cellOf = (heads: readonly string[], line: Locator, head: string): Locator => line.getByRole('gridcell').nth(heads.indexOf(head));

  async function tensors(): Promise<ShownTensor[]> {
    if ((await main.getByRole('region', { name: 'Tensors' }).count()) === 0) return [];
    const { heads, lines } = await rows('Tensors');
    return Promise.all(
      lines.map(async (line) => ({
        name: await cellOf(heads, line, 'Name').innerText(),
        dtype: await cellOf(heads, line, 'Type').innerText(),
        shape: await cellOf(heads, line, 'Shape').innerText(),
        bytes: await exactBytes(cellOf(heads, line, 'Size')),
      })),
    );
  }

  async function files(): Promise<ShownFile[]> {
    const { heads, lines } = await rows('Files');
    return Promise.all(
      lines.map(async (line) => ({
        path: await cellOf(heads, line, 'Path').innerText(),
        bytes: await exactBytes(cellOf(heads, line, 'Size')),
        digest: (await cellOf(heads, line, 'Digest').getByRole('button').getAttribute('title')) ?? '',
      })),
    );
  }

  async function metrics(): Promise<Record<string, string>> {
    if ((await main.getByText('No metrics were recorded').count()) > 0) return {};
    const { heads, lines } = await rows('Metrics');
    return Object.fromEntries(await Promise.all(lines.map(async (line) => [await cellOf(heads, line, 'Metric').innerText(), await cellOf(heads, line, 'Value').innerText()] as const)));
  }

  return {
    heading,
    header,
    download: main.getByRole('button', { name: 'Download…' }),
    tab,
    async open(collection, label) {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Artifacts/ }).click();
      await main.getByRole('grid').getByRole('link', { name: collection, exact: true }).click();
      await main.getByRole('grid', { name: 'Versions' }).getByRole('link', { name: label, exact: true }).click();
      await heading.filter({ hasText: label }).waitFor();
    },
    async read() {
      await tab('Overview');
      await origin.waitFor();
      const overview = {
        title: await heading.innerText(),
        digest: (await header.getByRole('button', { name: /^Copy digest/ }).getAttribute('title')) ?? '',
        bytes: await exactBytes(header),
        fileCount: await header.getByText(/ in [\d,]+ files?$/).innerText(),
        aliases: (await header.locator('.alias').allInnerTexts()).map((text) => text.trim()).sort(),
        availability: await header.getByText(/^(Available offline|Partly here|Online only)$/).innerText(),
        description: (await description.count()) > 0 ? await description.innerText() : null,
        logged: await logged(),
        created: Date.parse((await header.locator('time').getAttribute('datetime')) ?? ''),
        runName: await header.getByText(/^from run /).innerText(),
        runKey: (await origin.getByRole('button', { name: /^Copy run key/ }).getAttribute('title')) ?? '',
        inputs: await inputs(),
        config: await copied('Config'),
        metadata: await copied('Metadata'),
        tensors: await tensors(),
      };
      await tab('Files');
      const shownFiles = await files();
      await tab('Metrics');
      await main.getByRole('grid', { name: 'Metrics' }).or(main.getByText('No metrics were recorded')).waitFor();
      const shown = { ...overview, files: shownFiles, metrics: await metrics() };
      await tab('Overview');
      return shown;
    },
  };
}
