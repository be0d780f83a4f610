// Panels of a report over a real engine: each kind loads what its own schema reads back, frozen data stays, figures are those of the
// versions, and an export holds nothing that could act.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectReport, exportedField, figureChanges } from '../../../shared/panels/collect.js';
import { askTogether } from '../../../shared/panels/together.js';
import { loadPanel } from '../../../shared/panels/load.js';
import { panelOf, PANELS } from '../../../shared/panels/registry.js';
import { DATA_MARK, reportHtml, reportMarkdown, TITLE_MARK } from '../../../shared/panels/write.js';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { pngBytes } from '../../fixtures/png.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';

const signal = new AbortController().signal;
const EVIL = '</script><script>window.hit = 1</script><!--';

describe('panels', () => {
  let world: EngineWorld;
  let model: string;
  let versions: string[];
  beforeEach(async () => {
    world = await createEngineWorld();
    const { client } = world.engine;
    model = (await client.registry.createModel({ name: 'Digits' })).id;
    await client.runs.start({ key: 'train', name: 'calm-ridge' });
    await client.runs.log({ run: 'train', rows: [0, 1, 2].map((step) => ({ step, values: { loss: 1 / (step + 1) } })) });
    versions = [];
    for (const [n, metrics] of [{ acc: 0.9 }, {}, { acc: 0.95 }].entries()) {
      versions.push((await world.log([world.put(`m${n}.bin`, `bytes ${n}`)], { name: 'cnn', metrics, ...(n === 0 ? { run: 'train' } : {}) })).id);
      await client.registry.link({ ref: versions[n] ?? '', target: 'Digits' });
    }
    for (const n of [0, 2]) await client.registry.setAlias({ ref: `Digits:v${n}`, alias: 'production' });
    world.put('evaluation/images/0.png', pngBytes(4, 4, () => 200));
    world.put('evaluation/p.table.json', JSON.stringify({ columns: ['id', 'image', 'label'], data: [[0, { _type: 'image-file', path: 'images/0.png' }, '7']] }));
    await client.runs.start({ key: 'evaluate', jobType: 'evaluate' });
    await client.runs.use({ run: 'evaluate', ref: versions[2] ?? '' });
    await world.log([world.at('evaluation')], { name: 'digits-evaluation', type: 'evaluation', run: 'evaluate' });
  });
  afterEach(() => world.end());

  const settingsOf = (kind: string): JsonObject => {
    const which = { model, alias: 'production' };
    const own: Record<string, JsonObject> = { text: {}, models: {}, history: { model }, curves: { ref: versions[0] ?? '' }, compare: { items: [versions[0] ?? '', versions[2] ?? ''] }, query: { text: 'name:cnn' } };
    return own[kind] ?? which;
  };

  it('load what they can read back, frozen too, and say it as text', async () => {
    for (const kind of Object.keys(PANELS)) {
      const panel = { kind, settings: settingsOf(kind), text: kind === 'text' ? 'words' : null };
      const { data } = await loadPanel(world.engine.client, panel, signal);
      const known = panelOf(kind);
      // Optional values that are undefined are not there once written down.
      const written: unknown = JSON.parse(JSON.stringify(data));
      expect(known?.data.parse(written), kind).toEqual(written);
      expect(known?.markdown(data), kind).not.toBe('');
      const pinned = await loadPanel(world.engine.client, { ...panel, settings: { ...panel.settings, pinned: { at: 5, data: written as JsonValue } } }, signal);
      expect(pinned, kind).toEqual({ data: written, pinned: 5 });
    }
  });

  it('follows an alias while it is live, and stays where it is pinned', async () => {
    const { client } = world.engine;
    const panel = { kind: 'version', settings: { model, alias: 'production' }, text: null };
    const before = await loadPanel(client, panel, signal);
    await client.registry.setAlias({ ref: 'Digits:v1', alias: 'production' });
    expect((await loadPanel(client, panel, signal)).data).toMatchObject({ of: { ref: 'Digits:v1' } });
    const frozen = { ...panel, settings: { ...panel.settings, pinned: { at: 1, data: JSON.parse(JSON.stringify(before.data)) as JsonValue } } };
    expect((await loadPanel(client, frozen, signal)).data).toMatchObject({ of: { ref: 'Digits:v2' }, metrics: { acc: 0.95 } });
    await world.refused(() => loadPanel(client, { ...panel, settings: { pinned: { at: 1, data: { of: 7 } } } }, signal), 'invalid_input', 'pinned');
    await world.refused(() => loadPanel(client, { kind: 'hologram', settings: {}, text: null }, signal), 'invalid_input', 'hologram');
  });

  it('leaves a gap where a version has no such metric', async () => {
    const { data } = await loadPanel(world.engine.client, { kind: 'metricAcross', settings: { model }, text: null }, signal);
    expect(data).toMatchObject({ metric: 'acc', points: [{ value: 0.9 }, { value: null }, { value: 0.95 }], total: 3 });
  });

  it('exports the whole dashboard with every figure of its version, and says next time what changed', async () => {
    const { client } = world.engine;
    const made = await client.reports.create({ title: EVIL, template: 'production', model: 'Digits' });
    const text = made.panels.find(({ kind }) => kind === 'text');
    const report = await client.reports.edit({ report: made.id, set: { [`text.${text?.id ?? ''}`]: `${EVIL} $& words` } });
    const first = await collectReport(client, { report, link: 'cairn://r/reports/x', by: 'Mira', at: 1_000 }, signal);
    expect(first.panels.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(first.since).toBeNull();
    expect(Object.values(first.media)[0]).toMatch(/^data:image\/png;base64,/);
    for (const { key, value, digest } of first.figures) {
      const acc = key.endsWith('acc');
      if (!acc) continue;
      const [version] = (await client.browse.scope({ scope: `versions:${model}` })).items.map(({ row }) => row as { digest: string; metrics: { acc?: number } }).filter((row) => row.digest === digest);
      expect(version?.metrics.acc, key).toBe(value);
    }
    const html = reportHtml(`<title>${TITLE_MARK}</title>${DATA_MARK}<script>1</script>`, first);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).toContain('$&'.replace('&', '\\u0026'));
    const json = /<script type="application\/json" id="cairn-report">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(first)));
    expect(reportMarkdown(first)).toContain('| Digits:v2 |');

    const kept = await client.reports.edit({ report: made.id, set: { exported: exportedField(first) } });
    await client.registry.setAlias({ ref: 'Digits:v1', alias: 'production' });
    const next = await collectReport(client, { report: kept, link: '', by: 'Mira', at: 2_000 }, signal);
    expect(next.since?.at).toBe(1_000);
    expect(next.since?.changes).toContainEqual(expect.objectContaining({ key: 'Digits production', before: expect.objectContaining({ value: 'v2' }) as unknown, after: expect.objectContaining({ value: 'v1' }) as unknown }));
  });

  it('asks equal questions that are under way once, each anew once it was answered, and nobody waits for one who left', async () => {
    const { client } = world.engine;
    const asked: string[] = [];
    const get = client.versions.get;
    const counted = { ...client, versions: new Proxy(client.versions, { get: (group, name) => (name === 'get' ? (...args: Parameters<typeof get>) => (asked.push(args[0].ref), get(...args)) : Reflect.get(group, name)) }) };
    const together = askTogether(counted);
    const [one = '', other = ''] = versions;
    const left = new AbortController();
    const answers = Promise.all([together.versions.get({ ref: one }, { signal: left.signal }), together.versions.get({ ref: one }), together.versions.get({ ref: other })]);
    left.abort();
    expect((await answers).map(({ id }) => id)).toEqual([one, one, other]);
    expect(asked).toEqual([one, other]);
    await together.versions.get({ ref: one });
    expect(asked).toEqual([one, other, one]);
    await expect(together.versions.get({ ref: one }, { signal: left.signal })).rejects.toMatchObject({ code: 'cancelled' });
    const failed = await Promise.allSettled([together.versions.get({ ref: 'nobody' }), together.versions.get({ ref: 'nobody' })]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await world.refused(() => together.versions.get({ ref: 'nobody' }), 'not_found');
    expect(asked.filter((ref) => ref === 'nobody')).toHaveLength(2);
  });

  it('takes more versions side by side than a page has room for, and says how many it left out', async () => {
    const items = [...versions];
    for (let n = 0; n < 42; n += 1) items.push((await world.engine.client.runs.start({ key: `beside-${n}` })).id);
    const { data } = await loadPanel(world.engine.client, { kind: 'compare', settings: { items, baseline: 44 }, text: null }, signal);
    const { table, baseline, beside } = data as { table: { columns: { id: string }[] }; baseline: number; beside: number };
    expect(table.columns.length + beside).toBe(45);
    expect(table.columns[baseline]?.id).toBe(items[44]);
  });

  it('tells apart what changed, came and went', () => {
    const figure = (key: string, value: number, digest = 'b3:1') => ({ panel: 'p', key, value, ref: 'r', digest });
    expect(figureChanges([figure('a', 1), figure('b', 1), figure('c', 1)], [figure('a', 1), figure('b', 2), figure('d', 3), figure('c', 1, 'b3:2')])).toEqual([
      { panel: 'p', key: 'b', before: { value: 1, digest: 'b3:1' }, after: { value: 2, digest: 'b3:1' } },
      { panel: 'p', key: 'd', after: { value: 3, digest: 'b3:1' } },
      { panel: 'p', key: 'c', before: { value: 1, digest: 'b3:1' }, after: { value: 1, digest: 'b3:2' } },
    ]);
    expect(figureChanges([figure('a', 1), figure('a', 2)], [figure('a', 2), figure('a', 1)])).toEqual([]);
    expect(figureChanges([figure('a', 1), figure('a', 2)], [figure('a', 2), figure('a', 3)])).toEqual([{ panel: 'p', key: 'a', before: { value: 1, digest: 'b3:1' }, after: { value: 3, digest: 'b3:1' } }]);
  });
});
