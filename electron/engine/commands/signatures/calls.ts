// signatures.*: each call of the contract and what answers it.
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { SignatureEvent, StatementEvent } from '../../../../shared/contract/signatures.js';
import { os } from '../context.js';
import { streamed } from '../streamed.js';
import { attachSignature, checkSignatures, listSignatures, newestBundle, statementOf } from './signatures.js';

const { signatures } = os;

export const signatureCommands = {
  statement: signatures.statement.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<StatementEvent, void, void> {
    yield* streamed<Progress, StatementEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'done', ...(await statementOf(engine, input.ref, onProgress, abort)) }),
    );
  }),

  attach: signatures.attach.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<SignatureEvent, void, void> {
    yield* streamed<Progress, SignatureEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'done', ...(await attachSignature(engine, input, onProgress, abort)) }),
    );
  }),

  list: signatures.list.handler(({ input, context: { engine } }) => listSignatures(engine, input.ref)),

  check: signatures.check.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<SignatureEvent, void, void> {
    yield* streamed<Progress, SignatureEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'done', ...(await checkSignatures(engine, input, onProgress, abort)) }),
    );
  }),

  bundle: signatures.bundle.handler(({ input, context: { engine } }) => newestBundle(engine, input.ref)),
};
