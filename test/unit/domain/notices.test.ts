// Which ops of others become which notice, who is another, and what arrives together.
import { describe, expect, it } from 'vitest';
import { happeningOf, inBatches, noticeTitle, samePerson, takesPartIn, type Told } from '../../../electron/engine/domain/notices.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import type { Names } from '../../../electron/engine/domain/sentences.js';

const op = (kind: string, body: Op['body']): Op => ({ registry: 'r', device: 'd', seq: 0, prev: null, hlc: '0000000000000000', actor: { name: 'Otto' }, at: 0, kind, v: 1, observed: [], body });
const names: Names = { entity: (id) => id, project: (id) => id, collection: (id) => (id === 'm' ? 'Support LLM' : id), label: () => 'v4', version: (id) => `cnn:${id}`, run: (id) => id, device: (id) => id };
const collectionOf = (version: string): string | undefined => (version === 'v' ? 'c' : undefined);

/** What the op says, its collection, and what makes its actor take part. */
const said = (each: Op, contested = false): unknown => {
  const happening = happeningOf(each, collectionOf, contested);
  return [happening && noticeTitle(happening, each, names), happening?.collection, takesPartIn(each)];
};

describe('notices', () => {
  it('tell of aliases, links, new versions and deletions, and of nothing else', () => {
    const move = op('alias.move', { collection: 'm', alias: 'production', target: 'x' });
    expect(said(move)).toEqual(['production of Support LLM moved to v4', 'm', 'm']);
    expect(said(move, true)).toEqual(['production of Support LLM is contested', 'm', 'm']);
    expect(said(op('alias.remove', { collection: 'm', alias: 'production' }))).toEqual(['production of Support LLM was removed', 'm', 'm']);
    expect(said(op('link', { link: 'l', model: 'm', version: 'v7' }))).toEqual(['cnn:v7 was linked to Support LLM', 'm', 'm']);
    expect(said(op('unlink', { link: 'l', model: 'm', version: 'v7' }))).toEqual(['cnn:v7 was unlinked from Support LLM', 'm', undefined]);
    expect(said(op('log', { version: 'v7', collection: 'c', run: 'r' }))).toEqual(['cnn:v7 was logged', 'c', 'c']);
    expect(said(op('delete', { subject: { kind: 'version', id: 'v' } }))).toEqual(['cnn:v was deleted', 'c', undefined]);
    expect(said(op('delete', { subject: { kind: 'collection', id: 'm' } }))).toEqual(['Support LLM was deleted', 'm', undefined]);
    expect(said(op('delete', { subject: { kind: 'version', id: 'not here' } }))).toEqual([undefined, undefined, undefined]);
    expect(said(op('delete', { subject: { kind: 'run', id: 'r' } }))).toEqual([undefined, undefined, undefined]);
    expect(said(op('collection.create', { collection: 'c', project: 'p', name: 'c', type: 'model', form: 'artifact' }))).toEqual([undefined, undefined, 'c']);
    for (const kind of ['describe', 'tag.add', 'number', 'use', 'setting', 'of a later version']) expect(said(op(kind, { collection: 'c', subject: { kind: 'collection', id: 'c' } }))).toEqual([undefined, undefined, undefined]);
  });

  it('are of others: the same person on another device is none', () => {
    expect(samePerson({ name: 'Mira', email: 'mira@acme.org' }, { name: 'mira o.', email: 'Mira@acme.org' })).toBe(true);
    expect(samePerson({ name: 'Mira', email: 'mira@acme.org' }, { name: 'Mira', email: 'mira@else.org' })).toBe(false);
    expect(samePerson({ name: 'Mira', email: 'mira@acme.org' }, { name: 'Mira' })).toBe(false);
    expect(samePerson({ name: 'Mira' }, { name: 'Mira' })).toBe(true);
    expect(samePerson({ name: 'Mira' }, { name: 'Otto' })).toBe(false);
  });

  it('that arrive together are one for each thing, and one in all for many things', () => {
    const told = (n: number, id: string): Told => ({ id: `${id}${n}`, title: `change ${n}`, actor: 'Otto', collection: { id, name: `Model ${id}` } });
    expect(inBatches([])).toEqual([]);
    expect(inBatches([told(1, 'a')])).toEqual([{ id: 'a1', title: 'change 1', body: 'By Otto', collection: 'a' }]);
    const five = [1, 2, 3, 4, 5].map((n) => told(n, 'a'));
    expect(inBatches([...five, told(6, 'b')])).toEqual([
      { id: 'a1', title: '5 changes in Model a', body: 'change 1\nchange 2\nchange 3\nchange 4', collection: 'a' },
      { id: 'b6', title: 'change 6', body: 'By Otto', collection: 'b' },
    ]);
    expect(inBatches([...five, told(6, 'b'), told(7, 'c'), told(8, 'd')])).toEqual([{ id: 'a1', title: '8 changes in 4 things you follow', body: 'Model a, Model b, Model c, Model d', collection: undefined }]);
  });
});
