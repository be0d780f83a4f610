// Part of `npm run -s bench -- sync`: what devices tell each other besides bytes.
//   CAIRN_BENCH_VERSIONS=100000  versions of the registry of the first sync
//   CAIRN_BENCH_ONLY=a,b         only these of ops, first
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFaultProxy } from '../support/proxy/faultProxy.js';
import { startServer } from '../support/s3Servers.js';
import { runBench } from './harness.js';
import { converge } from './syncRows/converge.js';
import { first } from './syncRows/first.js';

const PARTS = ['ops', 'first'] as const;

runBench(async () => {
  const named = process.env['CAIRN_BENCH_ONLY']?.split(',') ?? PARTS;
  const wanted = PARTS.filter((part) => named.includes(part));
  if (wanted.length === 0) return;
  const work = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), 'cairn-bench-rows-'));
  const server = await startServer('versitygw');
  const proxy = await startFaultProxy(server.port, 1);
  try {
    const through = (prefix: string): string => server.url(prefix).replace(encodeURIComponent(server.endpoint), encodeURIComponent(`http://127.0.0.1:${proxy.port}`));
    if (wanted.includes('ops')) await converge(proxy, through('ops'), work);
    if (wanted.includes('first')) await first(server.url('first'), work);
  } finally {
    await proxy.stop();
    await server.stop();
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
});
