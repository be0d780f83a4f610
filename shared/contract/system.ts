// system.*: what this engine is, who is using it, its settings and its logs.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { RegistryRow } from './entities.js';
import { Actor, Bytes, Name, Progress } from './primitives.js';

export const Status = z.object({
  version: z.string(),
  protocol: z.number().int(),
  pid: z.number().int(),
  runtime: z.object({ node: z.string(), electron: z.string().nullable(), chrome: z.string().nullable(), platform: z.string(), arch: z.string() }),
  dataRoot: z.string(),
  disk: z.object({ free: Bytes, total: Bytes }),
  cache: z.object({ blobs: z.number().int(), bytes: Bytes }),
  registry: RegistryRow,
  registries: z.array(RegistryRow),
  device: z.object({ id: z.string(), name: z.string(), fingerprint: z.string() }),
  actor: Actor,
  /** Entity that a bare reference is looked up in. */
  entity: z.string(),
  /** True in the one process that may sync, evict and clean up. */
  lease: z.boolean(),
  counts: z.object({ models: z.number().int(), artifacts: z.number().int(), runs: z.number().int(), versions: z.number().int() }),
});
export type Status = z.infer<typeof Status>;

const Theme = z.enum(['system', 'light', 'dark']);

export const Settings = z.object({
  theme: Theme.default('system'),
  deviceName: z.string().min(1).max(100).optional(),
  entity: Name.optional(),
  project: Name.default('default'),
});
export type Settings = z.infer<typeof Settings>;

/** What to change; what is absent stays. (Not `Settings.partial()`: its defaults would overwrite.) */
export const SettingsPatch = z.object({ theme: Theme, deviceName: z.string().min(1).max(100), entity: Name, project: Name }).partial();
export type SettingsPatch = z.infer<typeof SettingsPatch>;

/** One damaged or missing thing that `verify` found, named. */
export const VerifyFinding = z.object({
  kind: z.enum(['op', 'chain', 'signature', 'blob', 'manifest', 'projection']),
  id: z.string(),
  /** References of the versions it affects. */
  affects: z.array(z.string()),
  problem: z.string(),
});
export const VerifyEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  z.object({
    event: z.literal('done'),
    ops: z.number().int(),
    blobs: z.number().int(),
    bytes: Bytes,
    stateHash: z.string(),
    findings: z.array(VerifyFinding),
  }),
]);
export type VerifyEvent = z.infer<typeof VerifyEvent>;

export const systemContract = {
  status: oc.output(Status),
  settings: oc.output(Settings),
  setSettings: oc.input(SettingsPatch).output(Settings),
  /** The registry that the window shows and that bare names are looked up in, from now on. @throws not_found */
  useRegistry: oc.input(z.object({ registry: z.string() })).output(Status),
  setIdentity: oc.input(Actor).output(Actor),
  /** The newest lines of the engine's log, newest last. */
  logs: oc.input(z.object({ lines: z.number().int().min(1).max(2000).default(200) })).output(z.object({ file: z.string(), lines: z.array(z.string()) })),
  /** Re-reads the op log and, unless `quick`, every blob; names everything that is not as it was written. */
  verify: oc.input(z.object({ quick: z.boolean().default(false), ref: z.string().optional() })).output(eventIterator(VerifyEvent)),
};
