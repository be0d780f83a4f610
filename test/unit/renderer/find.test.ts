// When a text is meant as a query, and what the palette lists for it; the columns a person chose for a table.
import { describe, expect, it } from 'vitest';
import { groupResults } from '../../../renderer/features/palette/results.js';
import { looksLikeQuery } from '../../../renderer/state/useExplained.js';
import type { ContestedAlias } from '../../../shared/contract/contests.js';

describe('looksLikeQuery', () => {
  it.each(['alias:production', 'acc>0.9', '-tag:draft', 'params<1B dtype:bf16', 'digits after:2026-01-01', 'config.lr<0.01', 'val/loss<=0.2', 'is:contested'])('%s is one', (text) => expect(looksLikeQuery(text)).toBe(true));
  it.each(['surface defects', 'mnist-cnn:v3', 'Support LLM 8B', 'a > b', '', 'model: the best'])('%s is none', (text) => expect(looksLikeQuery(text)).toBe(false));
});

describe('the palette', () => {
  const contest: ContestedAlias = { collection: 'c', name: 'Support LLM 8B', project: 'p', entity: 'e', form: 'registered', alias: 'production', sides: [] };
  const titles = (input: string, query?: { words: string; problem: boolean }): string[] => groupResults(input, [], [{ kind: 'collection', id: 'c', title: 'Support LLM 8B', detail: '', aliases: [] }], { query, contests: [contest] }).map(({ title }) => title);
  it('puts a query first where it reads as one, and offers the words as one after what they found', () => {
    expect(titles('alias:production', { words: 'Versions with the alias production', problem: false })).toEqual(['Find', 'Collections']);
    expect(titles('suppo')).toEqual(['Needs you', 'Collections', 'Find']);
    expect(titles('')).toEqual(['Needs you', 'Collections']);
    expect(titles('>suppo')).toEqual([]);
  });
});
