// The control channel between the main process and the engine's process. Bulk data never travels here.
import { z } from 'zod';

/** Main to engine. A `port` message carries one transferred MessagePort. */
export const ToEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('port') }),
  z.object({ type: z.literal('grant'), grant: z.string().min(16), paths: z.array(z.string().min(1)).min(1) }),
  /** The keychain's answer: whether it did what was asked, and what came of it, or why not. */
  z.object({ type: z.literal('keychain'), id: z.number().int(), ok: z.boolean(), text: z.string() }),
  z.object({ type: z.literal('close') }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

/** Engine to main. `failed` is said before an exit that a restart cannot mend when `final` is set. */
export const FromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The paths of this grant are known from now on. */
  z.object({ type: z.literal('granted'), grant: z.string() }),
  /** Asks the keychain: whether there is one, to encrypt a text, to decrypt one. */
  z.object({ type: z.literal('keychain'), id: z.number().int(), act: z.enum(['available', 'seal', 'open']), text: z.string() }),
  /** Has the system tell of something. */
  z.object({ type: z.literal('notice'), id: z.string(), title: z.string(), body: z.string(), path: z.string() }),
  z.object({ type: z.literal('failed'), reason: z.string(), final: z.boolean() }),
]);
export type FromEngine = z.infer<typeof FromEngine>;
