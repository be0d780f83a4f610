// A path where a reference is expected: the files are logged first, so that what was read has a name and a digest.
import { basename, resolve } from 'node:path';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { EngineClient } from '../../engine/index.js';

/** True for what can only be a path: it starts with `/`, `./`, `../`, `~` or a drive. */
export function isPath(text: string): boolean {
  return /^(?:\/|\.{1,2}(?:[\\/]|$)|~[\\/]?|[A-Za-z]:[\\/])/.test(text);
}

export interface Implicit {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly project?: string | undefined;
}

/** Logs a local file or folder as a version. The same bytes again are the same version. */
export async function logLocal(client: EngineClient, path: string, { name, type, project }: Implicit, signal: AbortSignal): Promise<VersionDetail> {
  const full = resolve(path.replace(/^~(?=$|[\\/])/, process.env['HOME'] ?? process.env['USERPROFILE'] ?? '~'));
  const wanted = name ?? basename(full).replace(/[/:@\\]+/g, '-');
  for await (const event of await client.ingest.log({ source: { paths: [full] }, name: wanted, type: type ?? 'dataset', captureCode: false, ...(project ? { project } : {}) }, { signal })) if (event.event === 'done') return event.version;
  throw new Error('Logging ended without a version');
}
