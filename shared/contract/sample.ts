// sample.*: the MNIST walkthrough, made on the spot: data, a training run, five versions, a registered model and its promotions.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Bytes, Id } from './primitives.js';

export const SampleState = z.object({
  present: z.boolean(),
  /** Team that owns all of it. */
  entity: z.string(),
  /** The registered model; null while it is not there. */
  model: Id.nullable(),
  /** The artifact that the run logged. */
  collection: Id.nullable(),
});
export type SampleState = z.infer<typeof SampleState>;

export const sampleContract = {
  state: oc.output(SampleState),
  /** Makes it, in a few seconds. @throws name_taken when it is there, forbidden in a registry that others share */
  create: oc.output(SampleState.extend({ versions: z.number().int(), bytes: Bytes })),
  /**
   * Takes all of it away again and frees its bytes; history goes on telling that it was there.
   * @throws not_found when it is not there, held when something of a person's own hangs on it
   */
  remove: oc.output(z.object({ versions: z.number().int(), runs: z.number().int(), collections: z.number().int(), bytes: Bytes })),
};
