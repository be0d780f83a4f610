// What a person is told of syncing: a word for each registry and one for all, what moves, and what needs them.
import type { RegistrySync, SyncItem, SyncStatus } from '../../../../shared/contract/sync.js';
import { modeOf } from '../storeMode.js';
import { readAside } from './aside.js';
import { asideItem, isLate, itemsOf, jumpItem, mirrorItems, needsPerson, numberingOf } from './items.js';
import type { Members } from './members.js';
import { mirrorRow } from './remotesFile.js';
import type { Transfers } from './transfers.js';
import type { CentreOptions } from './types.js';
import { countFor, textFor, wordFor, wordOf } from './words.js';

interface StatusOptions extends Pick<CentreOptions, 'clockWatch' | 'registries' | 'choices'>, Pick<Members, 'pairs' | 'pendingIn'> {
  readonly transfers: Transfers;
  readonly now: () => number;
}

export function statusOf({ clockWatch, registries, choices, pairs, pendingIn, transfers, now }: StatusOptions): SyncStatus {
  const { paused, up, down } = choices();
  const items: SyncItem[] = [];
  const all = pairs();
  const rows = all.map(({ member, stored }): RegistrySync => {
    const { store, runner } = member;
    const { going: busy, next, ...last } = runner.state;
    const pending = pendingIn(member);
    // One that was cancelled at its very end is sent.
    const aside = pending.ops > 0 ? readAside(store) : undefined;
    const own = [...itemsOf(store, stored.url, last, now()), ...mirrorItems(store, stored.mirrors), ...(aside ? [asideItem(store, stored.url, aside)] : [])];
    items.push(...own);
    const row = { ops: pending.ops, claims: pending.claims, error: last.error, synced: last.synced };
    return {
      registry: store.id,
      name: stored.name,
      url: stored.url,
      word: wordOf(row, busy, paused, own.filter(needsPerson).length, own.filter(isLate).length, aside !== undefined),
      ...row,
      up: pending.bytes,
      down: 0,
      next: paused ? null : next,
      readOnly: !stored.writable,
      mirror: stored.mirror,
      mirrors: stored.mirrors.map(mirrorRow),
      numbering: modeOf(store, stored.mode) === 'cas' ? null : numberingOf(store),
    };
  });
  const jump = clockWatch.jump();
  const [store] = registries();
  if (jump && store) items.push(jumpItem(store, jump));
  const live = transfers.list();
  const waiting = rows.reduce((sum, row) => sum + row.ops + row.claims, items.filter(isLate).length);
  const busy = all.some(({ member }) => member.runner.state.going);
  const exchanged = rows.every(({ synced }) => synced !== null);
  const standing = { paused, remotes: rows.length, waiting, exchanged, aside: items.some(({ kind }) => kind === 'aside'), attention: items.filter(needsPerson).length, offline: rows.some((row) => row.error?.code === 'offline'), moving: busy && (waiting > 0 || !exchanged) ? Math.max(1, waiting, live.length) : live.length };
  const word = wordFor(standing);
  const count = countFor(word, standing);
  return { word, count, text: textFor(word, count), paused, registries: rows, transfers: live, items, up: transfers.rate('up'), down: transfers.rate('down'), limits: { up, down }, here: true };
}
