// Lineage in the window: the same nodes and edges as the command line says, by mouse and keys, folded, joined, saved as a picture.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineageGraph } from '../../shared/contract/lineage.js';
import { cairnJson } from '../support/cli.js';
import { logPipeline, PIPELINE_MODEL } from '../support/pipeline.js';
import { expect, test, type Cairn } from './app.js';
import { atRest } from './drag.js';
import { setSize } from './screens/look.js';
import { lineageScreen, writeSample, type ListedNode } from './screens/lineage.js';
import { versionScreen } from './screens/version.js';

async function follow({ app }: Cairn, path: string): Promise<void> {
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.send('cairn:event', { event: 'navigate', path: to }), path);
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** What the list of the window has to say about an answer of the command line. */
function listed(graph: LineageGraph): ListedNode[] {
  const nameOf = new Map(graph.nodes.map((node) => [node.id, node.ref]));
  const sorted = (ids: readonly string[], more: number): string[] => [...ids.map((id) => nameOf.get(id) ?? id), ...(more > 0 ? [`${more} not shown`] : [])].sort((a, b) => (a < b ? -1 : 1));
  return graph.nodes.map((node) => ({
    name: node.ref,
    kind: node.kind === 'run' ? (node.oneShot ? 'Logged by hand' : `${capital(node.type)} run`) : node.kind === 'model' ? 'Registered model' : node.type === 'model' ? 'Model version' : capital(node.type),
    from: sorted(graph.edges.filter((edge) => edge.to === node.id).map((edge) => edge.from), node.more.up),
    to: sorted(graph.edges.filter((edge) => edge.from === node.id).map((edge) => edge.to), node.more.down),
  }));
}

const byName = (nodes: readonly ListedNode[]): ListedNode[] => [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));

test('the window says of the pipeline what the command line says: dataset, training, versions, evaluation, registered model', async ({ cairn }) => {
  const { page, home } = cairn;
  const work = join(home, 'work');
  mkdirSync(work);
  logPipeline(home, work);
  await versionScreen(cairn).open('mnist-cnn', 'v1');
  await page.getByRole('button', { name: 'Show lineage' }).click();
  const screen = lineageScreen(cairn);
  await expect(screen.card('mnist-cnn:v1')).toBeVisible();
  for (const [group, option, args] of [
    ['How far', '2 hops', ['--depth', '2']],
    ['How far', 'All', []],
    ['Which way', 'Upstream', ['--up']],
    ['Which way', 'Complete', ['--complete']],
  ] as const) {
    await screen.choose(group, option);
    const told = cairnJson<LineageGraph>(home, ['lineage', 'mnist-cnn:v1', ...args]);
    await expect.poll(async () => byName(await screen.list())).toEqual(byName(listed(told)));
    // The graph draws what the list says.
    await expect(screen.graph.getByRole('group', { name: /, \d+ outputs?$/ })).toHaveCount(told.nodes.length);
  }
  await expect(screen.card(PIPELINE_MODEL)).toContainText('production');
});

test('a graph is walked by keys, grows, opens clusters, joins what is elsewhere, tells the impact, and is saved as a picture', async ({ cairn }) => {
  const { page, app, home } = cairn;
  const ids = await writeSample(home, 'sample');
  await follow(cairn, `/lineage/${ids.versions[4]}`);
  const screen = lineageScreen(cairn);
  await expect(screen.card('sds-unet-r50:v1')).toBeVisible();
  const selected = screen.panel.getByRole('region', { name: 'Selected node' });

  // A press that is held still moves nothing: in a smaller window the whole graph is fitted anew.
  await setSize(cairn, [1440, 900]);
  const pressed = await screen.card('sds-unet-r50:v1').boundingBox();
  await page.mouse.move((pressed?.x ?? 0) + 20, (pressed?.y ?? 0) + 20);
  await page.mouse.down();
  await page.mouse.move((pressed?.x ?? 0) + 20, (pressed?.y ?? 0) + 20);
  await page.mouse.up();
  await setSize(cairn, [900, 600]);
  await expect(screen.card('Dent Classifier')).toBeInViewport({ ratio: 1 });
  await setSize(cairn, [1440, 900]);

  await screen.graph.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(selected).toContainText('glad-harbor-212');
  await page.keyboard.press('ArrowLeft');
  await expect(selected).toContainText('surface-defects:v1');
  await expect(screen.panel.getByRole('region', { name: 'On the way from the start' })).toContainText('glad-harbor-212');

  // A path between any two: from the run, by key, to what is clicked; and with Shift from there.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('p');
  await screen.card('sds-unet-r50:v1').click();
  await expect(screen.panel.getByRole('region', { name: 'On the way from glad-harbor-212' })).toContainText('glad-harbor-212 led to sds-unet-r50:v1, in 1 step.');
  await screen.card('surface-defects:v1').click({ modifiers: ['Shift'] });
  await expect(screen.panel.getByRole('region', { name: 'On the way from the start' })).toContainText('surface-defects:v1 led to sds-unet-r50:v1, in 2 steps.');
  await screen.graph.focus();

  // Growing by the key shows the sweep as one cluster; searched inside, one of it is shown by itself.
  await atRest(screen.card('surface-defects:v1'));
  const before = await screen.card('surface-defects:v1').boundingBox();
  await page.keyboard.press('d');
  const cluster = screen.card('12 sweep runs');
  await expect(cluster).toContainText('2 failed');
  await expect.poll(async () => Math.abs(((await screen.card('surface-defects:v1').boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
  await cluster.getByRole('button').click();
  const members = screen.panel.getByRole('region', { name: /^Members of the cluster/ });
  await expect(members.getByRole('listitem')).toHaveCount(12);
  await members.getByRole('searchbox').fill('sweep-8');
  await expect(members.getByRole('listitem')).toHaveCount(1);
  await members.getByRole('button', { name: 'Show sweep-8 in the graph' }).click();
  await expect(screen.card('sweep-8')).toBeVisible();
  await expect(screen.card('11 sweep runs')).toBeVisible();
  await selected.getByRole('button', { name: 'Back into its cluster' }).click();
  await expect(screen.card('12 sweep runs')).toBeVisible();
  await screen.card('12 sweep runs').getByRole('button').click();
  await screen.panel.getByRole('button', { name: 'Show all 12 in the graph' }).click();
  await expect(screen.card('sweep-3')).toBeVisible();
  await screen.button('Fit the whole graph').click();
  await screen.card('sweep-3').click();
  await selected.getByRole('button', { name: 'Fold these 12 again' }).click();
  await expect(screen.card('sweep-3')).toHaveCount(0);

  // What is beyond a node is hidden, by mouse and by key, and shown again; a filter goes on offering what it leaves out.
  await screen.card('surface-defects:v1').click();
  const from = screen.panel.getByRole('region', { name: 'From', exact: true });
  await from.getByRole('button', { name: 'Show 1 more' }).click();
  await expect(screen.card('relabel-scratches')).toBeVisible();
  await from.getByRole('button', { name: 'Hide what is beyond' }).click();
  await expect(screen.card('relabel-scratches')).toHaveCount(0);
  await screen.graph.focus();
  await page.keyboard.press('Shift+D');
  await expect(screen.card('12 sweep runs')).toHaveCount(0);
  await expect(screen.card('sds-unet-r50:v1')).toBeVisible();
  await page.keyboard.press('d');
  await expect(screen.card('12 sweep runs')).toBeVisible();
  // Whatever was hidden, shown and laid out anew, the edges are still drawn.
  await expect(screen.graph.locator('.react-flow__edge-path')).toHaveCount(7);
  await screen.button('Filters').click();
  const types = page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Type' });
  await types.click();
  await page.getByRole('menuitemcheckbox', { name: 'dataset' }).click();
  await expect(screen.card('glad-harbor-212')).toHaveCount(0);
  await page.getByRole('menuitemcheckbox', { name: 'evaluate' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('group', { name: 'Filters' }).getByText('evaluate', { exact: true })).toBeVisible();
  await screen.button('Filters').click();
  await expect(screen.card('glad-harbor-212')).toBeVisible();

  // Found elsewhere, a node is joined to the start by the way between them.
  await screen.graph.focus();
  await page.keyboard.press('f');
  await page.keyboard.type('relabel');
  await page.getByRole('option', { name: /relabel-scratches/ }).click();
  await expect(screen.card('relabel-scratches')).toBeVisible();
  await expect(selected).toContainText('relabel-scratches');

  await screen.card('surface-defects:v1').click();
  await screen.choose('What is shown of the node', 'Impact');
  const held = screen.panel.getByRole('region', { name: 'Held by an alias' });
  await expect(held.locator('div')).toHaveText([/Dent Classifier.*v0.*production/, /Surface Defect Segmenter.*v1.*staging/, /Surface Defect Segmenter.*v2.*candidate/, /sds-unet-r50.*v1.*best/]);
  await expect(screen.panel).toContainText('Production of Surface Defect Segmenter is not affected: v0 was made from surface-defects:v0, augment-code:v0.');

  // A change made elsewhere shows, and what is being read stays where it is.
  await screen.choose('What is shown of the node', 'Details');
  await atRest(screen.card('sds-unet-r50:v1'));
  const place = await screen.card('sds-unet-r50:v1').boundingBox();
  cairnJson(home, ['link', 'northlight/vision/sds-unet-r50:v1', 'northlight/model-registry/Third Model']);
  await expect(screen.card('Third Model')).toBeVisible();
  await expect.poll(() => screen.card('sds-unet-r50:v1').boundingBox()).toEqual(place);

  for (const kind of ['SVG', 'PNG']) {
    const path = join(home, `picture.${kind.toLowerCase()}`);
    await app.evaluate(({ session }, to) => session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to)), path);
    await screen.button('Save a picture').click();
    await page.getByRole('menuitem', { name: `Save as ${kind}` }).click();
    await expect.poll(() => { try { return readFileSync(path).length; } catch { return 0; } }).toBeGreaterThan(1000);
    const bytes = readFileSync(path);
    if (kind === 'PNG') expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    else expect(bytes.toString()).toContain('surface-defects:v1');
  }
});
