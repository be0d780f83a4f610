// What others did to what one follows, kept current for the sidebar and the activity page, and what can be done with it.
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { NoticeRow } from '../../shared/contract/notices.js';
import { useEngine } from '../api/EngineProvider.js';
import { useStamp, useStatus } from '../data/hooks.js';

/** Notices that are shown; older ones are in the history. */
const SHOWN = 200;

interface Kept {
  /** Undefined until they were read. */
  readonly rows: readonly NoticeRow[] | undefined;
  readonly unread: number;
  readonly on: boolean;
}

const useStore = create<Kept>(() => ({ rows: undefined, unread: 0, on: true }));

/** Asks again whenever there are others. For the window's frame, once. */
export function useKeptNotices(): void {
  const engine = useEngine();
  const { status } = useStatus();
  const stamp = useStamp(['notices'], 300);
  const registry = status?.registry.id;
  useEffect(() => {
    if (registry === undefined) return undefined;
    const control = new AbortController();
    engine.notices.list({ limit: SHOWN }, { signal: control.signal }).then(
      ({ rows, unread, on }) => !control.signal.aborted && useStore.setState({ rows, unread, on }),
      () => undefined,
    );
    return () => control.abort();
  }, [engine, registry, stamp]);
}

export const useNotices = (): Kept => useStore();
export const useUnreadNotices = (): number => useStore((kept) => kept.unread);

export interface NoticeActs {
  readonly setOn: (on: boolean) => Promise<void>;
  /** Notes that these were read; all of them where none is named. */
  readonly read: (ids?: readonly string[]) => Promise<void>;
}

export function useNoticeActs(): NoticeActs {
  const engine = useEngine();
  return useMemo(
    () => ({
      async setOn(on) {
        await engine.notices.set({ on });
        const answer = await engine.notices.list({ limit: SHOWN });
        useStore.setState({ rows: answer.rows, unread: answer.unread, on: answer.on });
      },
      async read(ids) {
        const { unread } = await engine.notices.read(ids ? { ids: [...ids] } : {});
        const named = ids && new Set(ids);
        useStore.setState(({ rows }) => ({ unread, rows: rows?.map((row) => (named && !named.has(row.id) ? row : { ...row, read: true })) }));
      },
    }),
    [engine],
  );
}
