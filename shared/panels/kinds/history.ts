// Who changed what and why: of one model, of one alias of it, or of everything.
import { z } from 'zod';
import { Id, Millis } from '../../contract/primitives.js';
import { panelKind } from '../types.js';
import { dayText } from '../words.js';

export const history = panelKind({
  kind: 'history',
  name: 'History',
  about: 'Who changed what, when and why.',
  size: { w: 5, h: 8 },
  needs: 'nothing',
  settings: z.object({ model: Id.optional(), alias: z.string().optional(), limit: z.number().int().min(1).max(200).default(20) }),
  data: z.object({
    name: z.string().nullable(),
    alias: z.string().nullable(),
    rows: z.array(z.object({ id: z.string(), at: Millis, who: z.string(), kind: z.string(), from: z.string().nullable(), to: z.string().nullable(), note: z.string().nullable(), text: z.string() })),
    more: z.boolean(),
  }),
  async load(client, { model, alias, limit }, signal) {
    const [found, page] = await Promise.all([
      model === undefined ? undefined : client.registry.find({ collection: model }, { signal }),
      client.browse.history({ ...(model === undefined ? {} : { subject: model }), ...(alias === undefined ? {} : { alias }), limit }, { signal }),
    ]);
    return { name: found?.name ?? null, alias: alias ?? null, rows: page.rows.map((row) => ({ id: row.id, at: row.at, who: row.actor.name, kind: row.kind, from: row.from, to: row.to, note: row.note, text: row.text })), more: page.next !== null };
  },
  title: ({ name, alias }) => (alias === null ? (name === null ? 'History' : `History of ${name}`) : `${alias.charAt(0).toUpperCase()}${alias.slice(1)} history`),
  figures: () => [],
  markdown: ({ rows }) => rows.map(({ at, text, note }) => `- ${dayText(at)}: ${text}${note === null ? '' : ` “${note}”`}`).join('\n'),
});
