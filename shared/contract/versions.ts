// versions.*: read a version, and get its bytes back out.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { DeletionShown, FileRow, TensorRow, VersionDetail } from './entities.js';
import { Bytes, Digest, Id, Progress } from './primitives.js';

/** Any reference the grammar of design section 2 accepts, or a version id. */
export const RefInput = z.object({ ref: z.string().min(1).max(2000) });

const paged = { query: z.string().max(500).default(''), cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(1000).default(200) };
const page = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable(), total: z.number().int() });

export const CheckoutMethod = z.enum(['clone', 'copy', 'hardlink', 'cached']);
export const UseResult = z.object({
  ref: z.string(),
  digest: Digest,
  path: z.string(),
  bytes: Bytes,
  method: CheckoutMethod,
  /** True when the alias used is contested: the holder was delivered. */
  contested: z.boolean(),
  /** True when a move that waits on this device answered: others do not know of it yet. */
  unpublished: z.boolean().optional(),
  /** Set where the version is deleted: its files were here still. */
  deletion: DeletionShown.optional(),
});
export type UseResult = z.infer<typeof UseResult>;

export const UseEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  z.object({ event: z.literal('done'), result: UseResult }),
]);
export type UseEvent = z.infer<typeof UseEvent>;

/** A folder: a grant from the window, a path from the other doors, or none: a checkout inside the data root. */
export const Target = z.union([z.object({ grant: z.string().min(16) }), z.object({ path: z.string().min(1) })]);

export const versionsContract = {
  get: oc.input(RefInput).output(VersionDetail),
  files: oc.input(z.object({ version: Id, ...paged })).output(page(FileRow)),
  tensors: oc
    .input(z.object({ version: Id, sort: z.enum(['file', 'name', 'bytes']).default('file'), ...paged }))
    .output(page(TensorRow).extend({ bytes: Bytes, largest: Bytes })),
  /** Looks at every place a version refers to again: whether size and etag are still those that were recorded. Asks the network. */
  references: oc.input(z.object({ version: Id })).output(
    z.array(
      z.object({
        path: z.string(),
        uri: z.string(),
        recorded: z.object({ size: Bytes.nullable(), etag: z.string().nullable() }),
        now: z.object({ size: Bytes.nullable(), etag: z.string().nullable() }).nullable(),
        state: z.enum(['same', 'changed', 'unreachable', 'unknown']),
      }),
    ),
  ),
  /** Writes the version's files to a folder, each verified; nothing is written when a path cannot exist there. */
  use: oc
    .input(RefInput.extend({ target: Target.optional(), hardlink: z.boolean().default(false), run: z.string().optional(), paths: z.array(z.string()).optional() }))
    .output(eventIterator(UseEvent)),
};
