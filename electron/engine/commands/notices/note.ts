// Finds what others did to what is followed here, and keeps it as notices: each once, and nothing of what was there at the beginning.
import { happeningOf, samePerson, takesPartIn } from '../../domain/notices.js';
import type { Op } from '../../domain/ops.js';
import type { NewNotice } from '../../store/noticeRows.js';
import type { EngineContext } from '../context.js';

/** Ops that tell nothing, after which it is noted that they were looked at. */
const SKIPPED = 1000;

/** Whether a move, as things stand now, is part of a contest. */
function leftContested({ registry }: EngineContext, { kind, body }: Op): boolean {
  if (kind !== 'alias.move' && kind !== 'alias.remove') return false;
  const state = registry.read.aliasStates(String(body['collection'])).find(({ alias }) => alias === body['alias']);
  return state !== undefined && state.contest !== null;
}

/** Looks at what has come to one registry since the last time. Two processes at once do no harm: what one kept the other finds kept. */
export async function noteNotices(engine: EngineContext): Promise<void> {
  const { registry, settings } = engine;
  const { notices } = registry;
  const me = engine.actor();
  const newest = notices.newest();
  let seen = notices.seen();
  for (let page = notices.opsAfter(seen); page.length > 0; page = notices.opsAfter(seen)) {
    const on = settings.get().notices;
    const begun = notices.begun() ?? Infinity;
    const parts = new Set<string>();
    const made: NewNotice[] = [];
    const isFollowed = (collection: string): boolean => notices.follows(collection)?.following ?? parts.has(collection);
    for (const { n, id, hash, op } of page) {
      seen = n;
      if (op.device === registry.device.id || samePerson(op.actor, me)) {
        const part = takesPartIn(op);
        if (part !== undefined) parts.add(part);
      } else if (on && n > begun) {
        const happening = happeningOf(op, notices.collectionOf, leftContested(engine, op));
        if (happening && isFollowed(happening.collection)) made.push({ id, hash, ...happening });
      }
    }
    notices.keep(seen, parts, made);
    // A long log is gone through in pieces: calls come in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (newest - seen > SKIPPED) notices.keep(newest, [], []);
}
