// Which version held each alias of a model, from when to when.
import { z } from 'zod';
import { Id, Millis } from '../../contract/primitives.js';
import { holdsOf } from '../../util/aliasHolds.js';
import { panelKind } from '../types.js';
import { dayText, markdownTable } from '../words.js';

export const HoldData = z.object({ id: z.string(), label: z.string(), from: Millis, until: Millis.nullable(), by: z.string(), note: z.string().nullable() });

export const aliasTimes = panelKind({
  kind: 'aliasTimes',
  name: 'Alias timeline',
  about: 'Which version held each alias, from when to when.',
  size: { w: 12, h: 5 },
  needs: 'model',
  settings: z.object({ model: Id }),
  data: z.object({ name: z.string(), now: Millis, lanes: z.array(z.object({ alias: z.string(), holds: z.array(HoldData) })) }),
  async load(client, { model }, signal) {
    const [{ name }, states] = await Promise.all([client.registry.find({ collection: model }, { signal }), client.registry.aliases({ collection: model }, { signal })]);
    const lanes = await Promise.all(states.map(async ({ alias }) => ({ alias, holds: [...holdsOf((await client.browse.history({ subject: model, alias, limit: 1000 }, { signal })).rows)] })));
    const now = Math.max(Date.now(), ...lanes.flatMap(({ holds }) => holds.map(({ from }) => from)));
    return { name, now, lanes: lanes.filter(({ holds }) => holds.length > 0) };
  },
  title: ({ name }) => `Aliases of ${name} over time`,
  figures: () => [],
  markdown: ({ lanes }) => markdownTable(['Alias', 'Version', 'From', 'To', 'By'], lanes.flatMap(({ alias, holds }) => holds.map((hold) => [alias, hold.label, dayText(hold.from), hold.until === null ? 'now' : dayText(hold.until), hold.by]))),
});
