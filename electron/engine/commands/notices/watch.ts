// Keeps notices while this process leads, and has the system tell of them where this process is the app's.
import { viewPath } from '../../../../shared/contract/links.js';
import { inBatches } from '../../domain/notices.js';
import type { Notice } from '../../ports.js';
import type { EngineContext } from '../context.js';
import { noteNotices } from './note.js';

/** Every second: two looks with nothing new between them end a burst. */
const LOOK_EVERY_MS = 1000;

/** Takes what the system was not told of. What came while notices were on and is not told before they are off is not told. */
export function takeTold({ registries, settings }: EngineContext): Notice[] {
  const told = registries.flatMap(({ notices }) => (notices.untold() > 0 ? notices.takeUntold() : []));
  if (!settings.get().notices) return [];
  return inBatches(told.map(({ id, title, collection, row }) => ({ id, title, collection, actor: row.actor.name }))).map(({ id, title, body, collection }) => ({
    id,
    title,
    body,
    path: viewPath(collection === undefined ? { view: 'activity', list: 'following' } : { view: 'collection', collection }),
  }));
}

/** Returns its own stop. */
export function watchNotices(engine: EngineContext, leads: () => boolean): () => Promise<void> {
  const { notify, logger } = engine.ports;
  let seen = '';
  let waiting = 0;
  let busy: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const now = engine.registries.map((store) => store.changeSeq()).join();
    if (leads() && now !== seen) {
      seen = now;
      for (const registry of engine.registries) await noteNotices({ ...engine, registry });
    }
    if (!notify) return;
    const untold = engine.registries.reduce((sum, { notices }) => sum + notices.untold(), 0);
    if (untold > 0 && untold === waiting) takeTold(engine).forEach(notify);
    waiting = untold;
  };
  const timer = setInterval(() => {
    busy ??= look()
      .catch((error: unknown) => logger.error({ err: error }, 'Making notices failed'))
      .finally(() => (busy = undefined));
  }, LOOK_EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await busy;
  };
}
