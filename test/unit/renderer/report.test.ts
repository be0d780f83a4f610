// Reports on the page: which panels a view offers, and how what is too wide or too high goes on paper.
import { describe, expect, it } from 'vitest';
import type { View } from '../../../shared/contract/links.js';
import { PANELS } from '../../../shared/panels/registry.js';
import { pageCuts, type Block } from '../../../shared/util/pageCuts.js';
import { fittingPanels } from '../../../renderer/features/report/fitting.js';
import { blocksOf } from '../../../renderer/panels/compare.js';
import { fc } from '../../support/fastCheck.js';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const known = { registered: (id: string) => id === A, tray: [C], saved: (id: string) => (id === A ? { items: [B, C], baseline: 1 } : undefined), query: { text: 'acc>0.9', of: 'versions' }, followed: { direction: 'up', depth: 4 } };

describe('panels that a view offers', () => {
  it('are such that their kind can read them, and of what is shown', () => {
    const views: View[] = [{ view: 'registry' }, { view: 'artifacts' }, { view: 'collection', collection: A }, { view: 'collection', collection: B }, { view: 'version', version: A, tab: 'overview' }, { view: 'run', run: A, tab: 'overview' }, { view: 'lineage', start: A }, { view: 'compare', items: [A, B] }, { view: 'find' }, { view: 'activity' }, { view: 'runs' }];
    const offered = views.flatMap((view) => fittingPanels(view, known));
    for (const { panel, settings } of offered) expect(PANELS[panel].settings.safeParse(settings).error, panel).toBeUndefined();
    expect(offered).toContainEqual({ panel: 'lineage', settings: { start: A, direction: 'up', depth: 4 } });
    // Text is written, not shown by a view.
    expect(new Set(offered.map(({ panel }) => panel))).toEqual(new Set(Object.keys(PANELS).filter((panel) => panel !== 'text')));
  });

  it('are of a saved comparison itself, not of what else is chosen', () => {
    expect(fittingPanels({ view: 'compare', items: [], saved: A }, known)).toEqual([{ panel: 'compare', settings: { items: [B, C], baseline: 1 } }]);
    expect(fittingPanels({ view: 'compare', items: [], saved: B }, known)).toEqual([]);
    expect(fittingPanels({ view: 'compare', items: [] }, known)).toEqual([{ panel: 'compare', settings: { items: [C] } }]);
    const many = Array.from({ length: 60 }, (_none, index) => index.toString(16).padStart(64, '0'));
    expect(fittingPanels({ view: 'compare', items: many }, known)[0]?.settings['items']).toEqual(many);
  });
});

describe('a page on paper', () => {
  it('has every column of a comparison once, the baseline in each table, and no table wider than there is room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(59), fc.integer({ min: 300, max: 1200 }), (columns, at, room) => {
        const baseline = at % columns;
        const blocks = blocksOf(columns, baseline, room);
        expect(blocks.flatMap(([first, ...rest]) => (first === baseline ? rest : [-1])).sort((a, b) => a - b)).toEqual(Array.from({ length: columns }, (_none, index) => index).filter((index) => index !== baseline));
        for (const block of blocks) expect(block.length * 148 + 110).toBeLessThanOrEqual(Math.max(room, 110 + 2 * 148));
      }),
    );
  });

  it('is cut into pictures that hold all of it, through no panel where that can be', () => {
    const rows = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 30 }), high: fc.integer({ min: 1, max: 400 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 50, max: 1000 }), (list, most) => {
        let at = 0;
        const blocks: Block[] = list.map(({ gap, high }) => ({ top: (at += gap), bottom: (at += high) }));
        const parts = pageCuts(at, blocks, most);
        let from = 0;
        for (const { top, bottom } of parts) {
          expect(top).toBe(from);
          expect(bottom - top).toBeLessThanOrEqual(most);
          from = bottom;
        }
        expect(from).toBe(at);
        // A block is cut only where no other ends in that picture.
        for (const { top, bottom } of parts.slice(0, -1)) {
          const cut = blocks.some((block) => block.top < bottom && block.bottom > bottom);
          if (cut) expect(blocks.filter((block) => block.bottom > top && block.bottom <= bottom)).toEqual([]);
        }
      }),
    );
    expect(pageCuts(1000, [{ top: 0, bottom: 290 }, { top: 300, bottom: 700 }, { top: 300, bottom: 650 }, { top: 710, bottom: 990 }], 500)).toEqual([{ top: 0, bottom: 290 }, { top: 290, bottom: 700 }, { top: 700, bottom: 1000 }]);
  });
});
