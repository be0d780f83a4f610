// What a bucket answers, and what sync does then.
import { expect, it } from 'vitest';
import { refusal } from '../../../electron/engine/remotes/s3/answer.js';

it.each([
  [400, 'RequestTimeout', 'offline', true],
  [400, 'IncompleteBody', 'offline', true],
  [408, '', 'offline', true],
  [409, 'ConditionalRequestConflict', 'offline', true],
  [500, 'InternalError', 'offline', true],
  [503, 'SlowDown', 'offline', true],
  [400, 'InvalidRequest', 'internal', false],
  [403, 'AccessDenied', 'forbidden', false],
  [400, 'ExpiredToken', 'forbidden', false],
])('%i %s is %s, tried again: %s', (status, code, as, retry) => {
  const error = refusal('Writing x', 'team at store', { status, headers: {}, body: Buffer.from(`<Error><Code>${code}</Code><Message>said the store</Message></Error>`) }, 'the test');
  expect(error).toMatchObject({ code: as, details: { retry, status, code } });
});
