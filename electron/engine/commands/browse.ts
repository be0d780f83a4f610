// browse.*: pages of scopes, search, queries and history. The feed is in serve/feed.ts.
import { os } from './context.js';
import { explain, runQuery } from './query.js';
import { scopeItems } from './rows.js';

export const browseCommands = {
  scope: os.browse.scope.handler(async ({ input, context: { engine } }) => {
    const page = engine.registry.read.scopePage(input.scope, input.cursor, input.limit, input.query);
    return { epoch: page.epoch, seq: page.seq, items: await scopeItems(engine, page.items), next: page.next, total: page.total };
  }),

  query: os.browse.query.handler(({ input, context: { engine } }) => runQuery(engine, input)),
  explain: os.browse.explain.handler(({ input, context: { engine } }) => explain(engine, input)),

  search: os.browse.search.handler(({ input, context: { engine } }) => {
    const found = engine.registry.read.search(input.text, input.limit);
    return { hits: [...found.hits], total: found.total };
  }),

  history: os.browse.history.handler(({ input, context: { engine } }) => {
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    const page = engine.registry.read.history(Object.fromEntries(given));
    return { rows: [...page.rows], next: page.next };
  }),
};
