// Two devices move an ordinary alias apart from each other: the later move stands, and the other version is free of it.
import { expect, it } from 'vitest';
import { failureOf } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

it('the version that lost an ordinary alias is kept by nothing, and may be deleted', async () => {
  const remote = tempFolder();
  const [a, b] = [await joined(remote), await joined(remote)];
  const ids: string[] = [];
  for (const n of [0, 1, 2]) ids.push((await a.log([a.put(`${n}/m.bin`, `m ${n}`)], { name: 'cnn' })).id);
  const [, lost = '', won = ''] = ids;
  for (const w of [a, b]) await w.engine.client.sync.now({});
  await a.engine.client.registry.setAlias({ ref: lost, alias: 'best' });
  await b.engine.client.registry.setAlias({ ref: won, alias: 'best' });
  for (const w of [a, b, a]) await w.engine.client.sync.now({});
  const { client } = a.engine;
  expect((await a.show('cnn:best')).id).toBe(won);
  const { rows } = await client.retention.preview({ collection: 'cnn', rule: 'last 1' });
  expect(rows.filter(({ keep }) => keep.includes('alias best')).map(({ id }) => id)).toEqual([won]);
  expect((await client.registry.holders({ ref: lost })).aliases).toEqual([]);
  expect((await failureOf(client.registry.removeAlias({ ref: lost, alias: 'best' }))).code).toBe('not_found');
  expect(await client.registry.delete({ ref: lost, force: false })).toMatchObject({ deleted: true });
  expect((await failureOf(client.registry.delete({ ref: won, force: false }))).message).toContain('the alias best is on it');
}, 60_000);
