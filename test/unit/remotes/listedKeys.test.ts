// Keys of a listing are what the store calls its objects, whether it encodes them or not.
import { expect, it } from 'vitest';
import { readListing } from '../../../electron/engine/remotes/s3/answer.js';

const listing = (said: string, keys: readonly string[]): Uint8Array => Buffer.from(`<ListBucketResult>${said}<IsTruncated>false</IsTruncated>${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`);
const keysOf = (body: Uint8Array): string[] => readListing(body).contents.map(({ key }) => key);

it('where it says that it encodes them, they are decoded', () => {
  expect(keysOf(listing('<EncodingType>url</EncodingType>', ['log/a+b', 'log/100%25', 'log/a%2Bb']))).toEqual(['log/a b', 'log/100%', 'log/a+b']);
});

it('where it does not know how to, they are taken as they are, and a strange one spoils no listing', () => {
  expect(keysOf(listing('', ['log/a+b', 'log/100%', 'log/a%2Bb', 'log/a&amp;b']))).toEqual(['log/a+b', 'log/100%', 'log/a%2Bb', 'log/a&b']);
});
