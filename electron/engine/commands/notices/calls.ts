// notices.*: what others did to what is followed, and what that is.
import type { Following } from '../../../../shared/contract/notices.js';
import { os, type EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';
import { noteNotices } from './note.js';

const NAMES = new Intl.Collator();

function followingOf({ registry }: EngineContext, id: string): Following {
  const row = registry.notices.follows(id);
  return { id, name: registry.read.collection(id)?.name ?? id.slice(0, 8), following: row?.following ?? false, why: row ? (row.chosen ? 'chosen' : 'part') : null };
}

const unreadOf = ({ registry, settings }: EngineContext): number => (settings.get().notices ? registry.notices.unread() : 0);

export const noticesCommands = {
  list: os.notices.list.handler(({ input, context: { engine } }) => ({ ...engine.registry.notices.list(input.cursor, input.limit), unread: unreadOf(engine), on: engine.settings.get().notices })),

  read: os.notices.read.handler(({ input, context: { engine } }) => {
    engine.registry.notices.read(input.ids);
    return { unread: unreadOf(engine) };
  }),

  set: os.notices.set.handler(({ input, context: { engine } }) => ({ on: engine.settings.update({ notices: input.on }).notices })),

  following: os.notices.following.handler(async ({ input, context: { engine } }) => {
    await noteNotices(engine);
    return followingOf(engine, collectionNamed(engine.registry.read, engine, input.ref));
  }),

  follow: os.notices.follow.handler(({ input, context: { engine } }) => {
    const id = collectionNamed(engine.registry.read, engine, input.ref);
    engine.registry.notices.follow(id, input.following);
    return followingOf(engine, id);
  }),

  followed: os.notices.followed.handler(async ({ context: { engine } }) => {
    await noteNotices(engine);
    const followed = engine.registry.notices.followed().map(({ collection }) => followingOf(engine, collection));
    return followed.sort((a, b) => NAMES.compare(a.name, b.name));
  }),
};
