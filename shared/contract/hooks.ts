// hooks.*: a command or a local address that is told, once, of each move of an alias; also of moves that arrive by sync.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Id, Millis, Name } from './primitives.js';
import { CollectionRef } from './registry.js';

export const Hook = z.object({
  id: z.string(),
  alias: z.string(),
  /** The model or collection it is about; null for any. */
  collection: z.object({ id: Id, name: z.string() }).nullable(),
  command: z.array(z.string()).nullable(),
  url: z.string().nullable(),
  timeout: z.number().int(),
  retries: z.number().int(),
  created: Millis,
});
export type Hook = z.infer<typeof Hook>;

/** One telling: what a hook was told, and how it went. */
export const HookRun = z.object({
  hook: z.string(),
  event: z.string(),
  at: Millis,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  attempts: z.number().int(),
  /** Exit code of the command, or HTTP status. */
  status: z.number().int().nullable(),
  /** The end of what it printed or answered. */
  output: z.string(),
  /** As it stands on the command's standard input. */
  payload: z.record(z.string(), z.unknown()),
});
export type HookRun = z.infer<typeof HookRun>;

/** Only this computer: a hook on another is that computer's own. */
const LocalUrl = z.string().max(2000).regex(/^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(\/|$)/, 'only addresses of this computer: http://127.0.0.1:PORT/...');

export const hooksContract = {
  list: oc.output(z.array(Hook)),
  /** Not from the window and not over HTTP: it names a program to run. @throws forbidden */
  add: oc
    .input(
      z.object({
        alias: Name,
        collection: CollectionRef.optional(),
        /** The program and its arguments; no shell reads them. */
        command: z.array(z.string().max(10_000)).min(1).max(100).optional(),
        url: LocalUrl.optional(),
        /** Seconds. */
        timeout: z.number().int().min(1).max(3600).default(60),
        /** Times it is told again after it failed. */
        retries: z.number().int().min(0).max(20).default(3),
      }),
    )
    .output(Hook),
  /** @throws not_found */
  remove: oc.input(z.object({ id: z.string().min(1).max(100) })).output(z.object({ id: z.string() })),
  /** Newest first. */
  log: oc.input(z.object({ id: z.string().max(100).optional(), limit: z.number().int().min(1).max(1000).default(50) })).output(z.array(HookRun)),
  /** Tells now what is due. Where the window or `cairn serve` runs, they do it by themselves. */
  deliver: oc.output(z.object({ told: z.number().int(), failed: z.number().int() })),
};
