// remotes.*: the storage that registries live in. Forms are drawn from `kinds`; keys and tokens go where `secrets` says and never come back.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorCodeSchema } from './errors.js';
import { Millis, Name } from './primitives.js';

export const RemoteMode = z.enum(['cas', 'single']);

/** A field of the form that names a remote. */
export const RemoteField = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'secret', 'folder', 'choice', 'flag']),
  required: z.boolean(),
  help: z.string(),
  placeholder: z.string(),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
});
export type RemoteField = z.infer<typeof RemoteField>;

export const RemoteKindInfo = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  fields: z.array(RemoteField),
  /** What is filled in for well-known stores; fields that are absent stay as they are. */
  presets: z.array(z.object({ id: z.string(), title: z.string(), values: z.record(z.string(), z.string()) })),
});
export type RemoteKindInfo = z.infer<typeof RemoteKindInfo>;

/** One thing that was tried. `message` says in one sentence what was found and, where it is wrong, what to do. */
export const RemoteCheck = z.object({
  id: z.enum(['reach', 'rights', 'read', 'conditional', 'list', 'clock', 'versioning', 'lifecycle', 'throughput']),
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  message: z.string(),
  /** Of one that failed with an error: which. */
  code: ErrorCodeSchema.optional(),
});
export type RemoteCheck = z.infer<typeof RemoteCheck>;

export const RemoteReport = z.object({
  url: z.string(),
  /** No check failed: it can be used. */
  ok: z.boolean(),
  checks: z.array(RemoteCheck),
  mode: RemoteMode,
  writable: z.boolean(),
  /** Clock of the store minus this computer's, ms. */
  clockOffsetMs: z.number().nullable(),
  /** Bytes a second of one stream. */
  up: z.number().nullable(),
  down: z.number().nullable(),
  /** The registry that lives there already, if one does. */
  registry: z.string().nullable(),
  devices: z.number().int().nonnegative(),
  /** What lives there is a mirror of another remote. */
  mirror: z.boolean().default(false),
  at: Millis,
});
export type RemoteReport = z.infer<typeof RemoteReport>;

/** Another storage that holds a copy of all that lies in a remote. */
export const MirrorRow = z.object({
  name: z.string(),
  url: z.string(),
  /** Id of its kind: `s3`, `folder`. */
  kind: z.string(),
  added: Millis,
  /** The last pass that came to its end: when, and what the remote held then. */
  last: z.object({ at: Millis, objects: z.number().int(), bytes: z.number() }).nullable(),
  /** What the pass after it failed for. */
  problem: z.string().nullable(),
});
export type MirrorRow = z.infer<typeof MirrorRow>;

/** What one pass of a mirror did. */
export const Mirrored = MirrorRow.extend({
  copied: z.number().int(),
  /** Keys of the remote whose bytes are not what the key says. They were left out. */
  damaged: z.array(z.string()),
});
export type Mirrored = z.infer<typeof Mirrored>;

export const RemoteRow = z.object({
  name: z.string(),
  url: z.string(),
  /** Id of its kind: `s3`, `folder`. */
  kind: z.string(),
  /** The registry whose home it is. */
  registry: z.string(),
  mode: RemoteMode,
  writable: z.boolean(),
  /** It was found to be a mirror of another: it is read, until it is promoted. */
  mirror: z.boolean(),
  added: Millis,
  /** What the last test found. */
  report: RemoteReport.nullable(),
  /** Storages that hold a copy of it, written by this device. */
  mirrors: z.array(MirrorRow),
});
export type RemoteRow = z.infer<typeof RemoteRow>;

/** Which storage is meant: a URL, or the filled-in fields of a kind (secrets among them). */
export const RemoteTarget = z.union([
  z.object({ url: z.string().min(1).max(4000), secrets: z.record(z.string(), z.string().max(10_000)).default({}) }),
  z.object({ kind: z.string(), values: z.record(z.string(), z.string().max(10_000)) }),
  /** One that was added. */
  z.object({ name: z.string().min(1).max(128) }),
]);
export type RemoteTarget = z.infer<typeof RemoteTarget>;

export const RemoteAdded = z.object({
  remote: RemoteRow,
  report: RemoteReport,
  /** True when bare names are looked up in its registry: because this computer held nothing, or because they were before it was left. */
  becameHome: z.boolean(),
  /** True when the registry was made by this call; false when others had put it there. */
  created: z.boolean(),
});
export type RemoteAdded = z.infer<typeof RemoteAdded>;

/** What leaving a remote means for this computer. */
export const RemoteLeft = z.object({
  name: z.string(),
  registry: z.string(),
  /** Operations made here that were not sent. */
  ops: z.number().int(),
  /** Numbers and moves of protected aliases asked for here that nobody answered yet. */
  claims: z.number().int(),
  /** Both: while anything waits, leaving takes `force`. */
  waiting: z.number().int(),
  /** Bytes of files of its versions that are not on this computer, nor in another remote's registry: out of reach until the remote is added again. */
  absent: z.number().int(),
  /** Others get their numbers from this device (mode `single`): they wait until one of them takes that over. */
  numbering: z.boolean(),
  /** Names of its mirrors: they are forgotten with it, and what lies there stays. */
  mirrors: z.array(z.string()),
});
export type RemoteLeft = z.infer<typeof RemoteLeft>;

export const RemoteTestEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('check'), check: RemoteCheck }),
  z.object({ event: z.literal('done'), report: RemoteReport }),
]);
export type RemoteTestEvent = z.infer<typeof RemoteTestEvent>;

/** What moving entities from this computer into a remote's registry would do, or did. */
export const MovedIn = z.object({
  done: z.boolean(),
  ops: z.number().int(),
  versions: z.number().int(),
  /** What will be sent by syncing, unless the remote has it. */
  bytes: z.number().int(),
  /** `entity/project/name` of the collections and models, the first 1,000. */
  collections: z.array(z.string()),
  /** Aliases that stand on something else there, and stay on it: `name:alias`, what they are on there, and on this computer. */
  aliases: z.array(z.object({ name: z.string(), there: z.string(), here: z.string() })),
  /** Bare names are looked up in the remote's registry from then on, and were not before. */
  becomesHome: z.boolean(),
  /** Operations of newer kinds, which stay behind. */
  left: z.number().int(),
});
export type MovedIn = z.infer<typeof MovedIn>;

/** `keychain`: the file holds them encrypted by the keychain of the operating system. `file`: it holds them in clear text, for its owner alone. */
export const SecretsPlace = z.object({ kept: z.enum(['keychain', 'file']), file: z.string() });
export type SecretsPlace = z.infer<typeof SecretsPlace>;

export const remotesContract = {
  kinds: oc.output(z.array(RemoteKindInfo)),
  /** The file that holds keys and tokens, and whether the keychain encrypts what is given now. */
  secrets: oc.output(SecretsPlace),
  list: oc.output(z.array(RemoteRow)),
  /** Tries the storage out, check by check. What is wrong is in the report; it throws only for input that means no storage. */
  test: oc.input(RemoteTarget).output(eventIterator(RemoteTestEvent)),
  /**
   * Tests the storage, and makes it the home of a registry: of the one that lives there, else of a new one. Uploads nothing.
   * @throws name_taken; forbidden, offline, not_found, invalid_input with the report in `details.report` when a check failed
   */
  add: oc.input(z.object({ name: Name, target: RemoteTarget })).output(RemoteAdded),
  /** Other keys for a remote, or another address of the same storage. @throws forbidden when another registry lives there */
  update: oc.input(z.object({ name: z.string(), target: RemoteTarget })).output(RemoteRow),
  /**
   * Leaves a remote: forgets its address and keys, and its mirrors with theirs. Its registry stays on this device, to be read; nothing in the storage is touched.
   * With `dryRun` it only says what that would mean.
   * @throws held with `details.waiting` when changes made here have not been sent, unless `force` or `dryRun`
   */
  remove: oc.input(z.object({ name: z.string(), force: z.boolean().default(false), dryRun: z.boolean().default(false) })).output(RemoteLeft),
  /**
   * Makes another storage a mirror of a remote: after a sync, once an hour at most, this device copies to it whatever it lacks, and takes nothing
   * away there. A device that adds it reads it. @throws name_taken; forbidden when something else lives there; offline, invalid_input as `add`
   */
  addMirror: oc.input(z.object({ name: z.string(), mirror: Name, target: RemoteTarget })).output(MirrorRow),
  /** Forgets a mirror; what lies there stays. @throws not_found */
  removeMirror: oc.input(z.object({ mirror: z.string() })).output(MirrorRow),
  /** Copies now. @throws not_found, offline, no_space ... */
  copyMirror: oc.input(z.object({ mirror: z.string() })).output(Mirrored),
  /**
   * Makes a mirror, added as a remote, the home of its registry: from then on it is written to. For the day on which the remote is lost; who
   * still writes to that one writes to another. @throws not_found; invalid_input when it is no mirror; forbidden without the right to write
   */
  promote: oc.input(z.object({ name: z.string() })).output(RemoteRow),
  /**
   * Makes this device the one that gives numbers in a storage that decides nothing (mode `single`), in place of the one that does: say so
   * to whoever uses that one. @throws not_found, invalid_input where the storage itself decides
   */
  takeNumbering: oc.input(z.object({ name: z.string() })).output(z.object({ name: z.string(), device: z.string(), epoch: z.number().int() })),
  /**
   * Moves an entity (all of them, if none is named) from the registry of this computer into the remote's. What arrives is provisional
   * until it is numbered there; aliases that stand there stay where they are; what is deleted, settings, policies, reports and saved views stay. Moving again brings what is new.
   * Without `confirm` it says what would move. @throws not_found; busy while a run of it goes on
   */
  moveIn: oc.input(z.object({ name: z.string(), entity: z.string().optional(), confirm: z.boolean().default(false) })).output(MovedIn),
};
