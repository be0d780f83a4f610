import { describe, expect, it } from 'vitest';
import { APP_COMMANDS } from '../../../shared/contract/appCommands.js';
import { parseViewLink, parseViewPath, View, viewLink, viewPath } from '../../../shared/contract/links.js';
import { fc } from '../../support/fastCheck.js';

const id = fc.stringMatching(/^[0-9a-f]{64}$/);
const view: fc.Arbitrary<View> = fc.oneof(
  fc.constantFrom<View>({ view: 'registry' }, { view: 'contested' }, { view: 'artifacts' }, { view: 'runs' }, { view: 'activity' }, { view: 'activity', list: 'following' }, { view: 'settings', section: '' }, { view: 'settings', section: 'logs' }),
  fc.constant<View>({ view: 'find' }),
  fc.constant<View>({ view: 'reports' }),
  id.map((report): View => ({ view: 'report', report })),
  id.map((saved): View => ({ view: 'find', saved })),
  id.map((collection): View => ({ view: 'collection', collection })),
  id.map((start): View => ({ view: 'lineage', start })),
  fc.array(id, { maxLength: 4 }).map((items): View => ({ view: 'compare', items })),
  id.map((saved): View => ({ view: 'compare', items: [], saved })),
  fc.tuple(id, fc.constantFrom('overview' as const, 'files' as const, 'metrics' as const, 'activity' as const)).map(([version, tab]): View => ({ view: 'version', version, tab })),
);

describe('views', () => {
  it('come back from their path and from their link', () => {
    fc.assert(
      fc.property(view, fc.stringMatching(/^[0-9a-f]{32}$/), (each, registry) => {
        expect(parseViewPath(viewPath(each))).toEqual(each);
        expect(parseViewLink(viewLink(registry, each))).toEqual({ registry, view: each });
      }),
    );
  });

  it('are never made from anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseViewPath(text);
        if (parsed) expect(viewPath(parsed)).toBe(`/${text.replace(/^\/+|\/+$/g, '') || 'registry'}`);
      }),
    );
    for (const link of ['cairn://x/../etc', 'cairn://', 'cairn://a/versions/zz', 'http://a/registry', 'cairn://a/registry?x=1', 'cairn://a b/registry', `cairn://a/versions/${'a'.repeat(64)}/delete`]) {
      expect(parseViewLink(link), link).toBeUndefined();
    }
  });
});

describe('the command registry', () => {
  it('gives no key to two commands', () => {
    const keys = Object.values(APP_COMMANDS).flatMap((command) => ('key' in command ? [command.key] : []));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
