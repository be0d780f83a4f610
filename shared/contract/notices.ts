// notices.*: what others did to what one follows. Following and notices are of this device and its person; nothing of it travels.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { HistoryRow } from './entities.js';
import { Id } from './primitives.js';
import { CollectionRef } from './registry.js';

/** What happened: an alias moved, taken off or contested, a version linked, unlinked or logged, something deleted. */
export const NoticeKind = z.enum(['moved', 'removed', 'contested', 'linked', 'unlinked', 'logged', 'deleted']);
export type NoticeKind = z.infer<typeof NoticeKind>;

export const NoticeRow = z.object({
  /** Identity of what happened: the same however often and by whomever it arrives. */
  id: Id,
  kind: NoticeKind,
  collection: z.object({ id: Id, name: z.string() }),
  /** `production of Support LLM moved to v4` */
  title: z.string(),
  read: z.boolean(),
  row: HistoryRow,
});
export type NoticeRow = z.infer<typeof NoticeRow>;

export const Following = z.object({
  id: Id,
  name: z.string(),
  following: z.boolean(),
  /** `chosen` by the person, or for taking `part` in its history; null: neither. */
  why: z.enum(['chosen', 'part']).nullable(),
});
export type Following = z.infer<typeof Following>;

export const noticesContract = {
  /** In the order of arrival, newest first. `unread` is 0 while notices are off. */
  list: oc.input(z.object({ cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(500).default(200) })).output(z.object({ rows: z.array(NoticeRow), next: z.string().nullable(), unread: z.number().int(), on: z.boolean() })),
  /** Notes that notices were read; all of them where none is named. */
  read: oc.input(z.object({ ids: z.array(Id).max(1000).optional() })).output(z.object({ unread: z.number().int() })),
  /** Whether notices are made, on this device. What happens while they are off makes none, also later. */
  set: oc.input(z.object({ on: z.boolean() })).output(z.object({ on: z.boolean() })),
  /** @throws not_found */
  following: oc.input(z.object({ ref: CollectionRef })).output(Following),
  /** Follows a model or collection, or follows it no more, whoever takes part in it. @throws not_found */
  follow: oc.input(z.object({ ref: CollectionRef, following: z.boolean() })).output(Following),
  /** Everything that is followed, by name. */
  followed: oc.output(z.array(Following)),
};
