// A profile of the AWS files gives a bucket its region and address besides its keys, where the URL says nothing else.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { s3Kind } from '../../../electron/engine/remotes/s3.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

interface Asked {
  readonly url: string;
  /** `20260101/eu-central-1/s3`: what the request is signed for. */
  readonly scope: string;
}

let server: Server;
let address = '';
const asked: Asked[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', scope: /Credential=[^/]+\/([^,]+)\/aws4_request/.exec(request.headers.authorization ?? '')?.[1] ?? '' });
    response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
afterEach(() => vi.unstubAllEnvs());

async function listed(url: string, config: string, env: Record<string, string> = {}): Promise<Asked> {
  const file = join(tempFolder(), 'config');
  writeFileSync(file, config);
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, env[name] ?? '');
  vi.stubEnv('AWS_CONFIG_FILE', file);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  const remote = await s3Kind.open(url, { clock: systemClock, random: systemRandom });
  await remote.list('log/', undefined, undefined);
  return asked.pop() as Asked;
}

const keys = 'aws_access_key_id = key\naws_secret_access_key = secret\n';
const lab = (): string => `[profile lab]\n${keys}region = eu-central-1\nendpoint_url = ${address}\n`;

it('takes region and address from the profile that the URL names', async () => {
  const { url, scope } = await listed('s3://acme-ml/cairn?profile=lab', lab());
  expect(url).toMatch(/^\/acme-ml\/\?/);
  expect(scope).toMatch(/\/eu-central-1\/s3$/);
});

it('takes them from the profile of the environment, from the default one, and from a section of services', async () => {
  expect((await listed('s3://acme-ml', lab(), { AWS_PROFILE: 'lab' })).scope).toMatch(/\/eu-central-1\/s3$/);
  const services = `[default]\n${keys}region = auto\nservices = here\n[services here]\ns3 =\n  endpoint_url = ${address}\n`;
  expect((await listed('s3://acme-ml', services)).scope).toMatch(/\/auto\/s3$/);
});

it('goes by the URL first, then by the environment', async () => {
  const lost = `[profile lab]\n${keys}region = eu-central-1\nendpoint_url = http://127.0.0.1:9\n`;
  expect((await listed(`s3://acme-ml?profile=lab&region=us-west-2&endpoint=${encodeURIComponent(address)}`, lost)).scope).toMatch(/\/us-west-2\/s3$/);
  expect((await listed('s3://acme-ml?profile=lab', lab(), { AWS_REGION: 'ap-south-1' })).scope).toMatch(/\/ap-south-1\/s3$/);
});
