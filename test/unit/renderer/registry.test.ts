// The words and rules of registered models that need no window: what a link does, what comes next, who held an alias when.
import { describe, expect, it } from 'vitest';
import { aliasEffect } from '../../../renderer/features/dialogs/aliasEffect.js';
import { labelsToBe, linkEffect, type LinkPlan } from '../../../renderer/features/dialogs/linkEffect.js';
import { firstSentence } from '../../../renderer/features/model/firstSentence.js';
import { bestBy } from '../../../renderer/features/model/headline.js';
import { holdsOf } from '../../../shared/util/aliasHolds.js';
import { nextStep } from '../../../renderer/features/model/stages.js';
import type { NamedVersion } from '../../../renderer/state/dialogs.js';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';

const version = (n: number): NamedVersion => ({ id: `id${n}`, collection: 'c', entity: 'mira', project: 'default', name: 'sds', type: 'model', label: `v${n}`, ref: `sds:v${n}`, number: n });
const plan = (part: Partial<LinkPlan>): LinkPlan => ({ versions: [version(3)], model: 'Segmenter', next: 2, known: new Map(), latest: 'v1', ...part });

describe('linkEffect', () => {
  it('says the number, and that latest moves', () => expect(linkEffect(plan({}))).toBe('Links sds:v3 as v2 of Segmenter; latest moves.'));
  it('names no number that is not known', () => expect(linkEffect(plan({ next: undefined }))).toBe('Links sds:v3 to Segmenter; latest moves.'));
  it('says that a link which is there keeps its number', () => {
    expect(linkEffect(plan({ known: new Map([['id3', 'v0']]) }))).toBe('sds:v3 is v0 of Segmenter already and keeps that number; latest moves to it.');
    expect(linkEffect(plan({ known: new Map([['id3', 'v1']]) }))).toBe('sds:v3 is v1 of Segmenter already, and its latest.');
  });
  it('says that the model comes to be', () => expect(linkEffect(plan({ newFor: 'mira', next: 0, latest: undefined }))).toBe('Creates the registered model Segmenter of mira and links sds:v3 as v0.'));
  it('numbers several in order, those that are linked already left at theirs', () => {
    const several = plan({ versions: [version(1), version(2), version(3)], known: new Map([['id2', 'v0']]) });
    expect(labelsToBe(several)).toEqual(['v2', 'v0', 'v3']);
    expect(linkEffect(several)).toBe('Links 3 versions as v2, v0 and v3 of Segmenter; latest moves to sds:v3.');
  });
});

describe('aliasEffect', () => {
  const base = { act: 'set', alias: 'production', label: 'v2', collection: 'Segmenter' } as const;
  it('says what it replaces', () => expect(aliasEffect({ ...base, held: 'v1' })).toBe('Moves production from v1 to v2: Segmenter:production delivers v2 from then on, v1 no longer.'));
  it('says that nothing holds it', () => expect(aliasEffect({ ...base, held: undefined })).toBe('Sets production to v2. No version of Segmenter holds it now.'));
  it('says that nothing would change', () => expect(aliasEffect({ ...base, held: 'v2' })).toBe('production is on v2 already.'));
});

describe('nextStep', () => {
  const on = (alias: string, label: string): AliasState => ({ alias, protected: false, label, ref: `m:${label}`, version: `id-${label}`, at: 1, actor: { name: 'Mira' }, device: 'd', note: null, unpublished: false, contest: null });
  const latest = { id: 'id-v3', label: 'v3' };
  it('begins with the newest', () => expect(nextStep([], latest)).toMatchObject({ stage: 'candidate', label: 'v3' }));
  it('goes from candidate to staging to production', () => {
    expect(nextStep([on('candidate', 'v3')], latest)).toMatchObject({ stage: 'staging', label: 'v3' });
    expect(nextStep([on('candidate', 'v3'), on('staging', 'v3')], latest)).toMatchObject({ stage: 'production', label: 'v3' });
  });
  it('ends when all are on the newest, and where there is no version', () => {
    expect(nextStep([on('candidate', 'v3'), on('staging', 'v3'), on('production', 'v3')], latest)).toBeUndefined();
    expect(nextStep([], undefined)).toBeUndefined();
  });
  it('does not send what is in production back to staging', () => expect(nextStep([on('candidate', 'v3'), on('production', 'v3'), on('staging', 'v1')], latest)).toMatchObject({ stage: 'production', label: 'v1' }));
});

describe('holdsOf', () => {
  const move = (at: number, to: string | null): HistoryRow => ({ id: `op${at}`, at, actor: { name: 'Mira' }, device: 'd', kind: to === null ? 'alias.remove' : 'alias.move', subject: { kind: 'collection', id: 'c', label: 'm' }, from: null, to, note: null, text: '' });
  it('ends one hold where the next begins, and at a removal', () => {
    const holds = holdsOf([move(4, 'v1'), move(3, null), move(2, 'v1'), move(1, 'v0')]);
    expect(holds.map(({ label, from, until }) => [label, from, until])).toEqual([['v1', 4, null], ['v1', 2, 3], ['v0', 1, 2]]);
  });
  it('sees no new hold in a move to where it stands', () => expect(holdsOf([move(2, 'v0'), move(1, 'v0')]).map(({ from, until }) => [from, until])).toEqual([[1, null]]));
});

describe('firstSentence', () => {
  it('takes the first text that is no heading, without signs', () => expect(firstSentence('# Masks\n\nScratch and **dent** [masks](https://x.org)\nmore')).toBe('Scratch and dent masks.'));
  it('takes the heading where there is nothing else, and nothing from nothing', () => {
    expect(firstSentence('# Masks')).toBe('Masks.');
    expect(firstSentence(' \n---\n')).toBe('');
  });
});

describe('bestBy', () => {
  const row = (id: string, accuracy: number | 'NaN', deleted = false) => ({ id, metrics: { accuracy }, deleted });
  it('takes the greatest or the least, equal ones together, and never what is deleted or no number', () => {
    const rows = [row('a', 0.8), row('b', 0.9), row('c', 0.9), row('d', 0.99, true), row('e', 'NaN'), { id: 'f', metrics: {}, deleted: false }];
    expect([...bestBy(rows, { metric: 'accuracy', direction: 'max' })]).toEqual(['b', 'c']);
    expect([...bestBy(rows, { metric: 'accuracy', direction: 'min' })]).toEqual(['a']);
    expect(bestBy(rows, undefined).size + bestBy(rows, { metric: 'loss', direction: 'max' }).size).toBe(0);
  });
});
