// An upload that a person ended: it, and what was made after it, is put aside until a person says that it shall go.
import { z } from 'zod';
import type { Actor } from '../../../../shared/contract/primitives.js';
import type { RegistryStore } from '../../store/types.js';

const Aside = z.object({ label: z.string(), at: z.number() });
export type Aside = z.infer<typeof Aside>;

const KEY = 'sync/aside';

export function readAside(store: RegistryStore): Aside | undefined {
  return Aside.safeParse(JSON.parse(store.local(KEY) ?? 'null')).data;
}

/** @param aside undefined takes up again what was put aside */
export function putAside(store: RegistryStore, actor: Actor, aside: Aside | undefined): void {
  if (aside === undefined && store.local(KEY) === undefined) return;
  store.write(actor, (tx) => tx.setLocal(KEY, aside ? JSON.stringify(aside) : null));
}
