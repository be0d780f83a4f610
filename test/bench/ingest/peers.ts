// Other tools that keep large files, where they are on this machine: on the path, or in .cache/benchPeers (a Python venv).
import { execFileSync, spawnSync } from 'node:child_process';
import { linkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Peer {
  readonly name: string;
  readonly available: boolean;
  /** Greatest ratio of our time to theirs; null: shown, not judged. */
  readonly goal: number | null;
  /** An empty store in `place`. Not timed. */
  prepare(place: string, source: string): void;
  /** Keeps the file. */
  run(place: string, source: string): void;
}

const env = {
  ...process.env,
  PATH: [join(process.cwd(), '.cache', 'benchPeers', 'bin'), process.env['PATH'] ?? ''].join(delimiter),
  RESTIC_PASSWORD: 'bench',
  BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  DVC_NO_ANALYTICS: '1',
  WANDB_MODE: 'offline',
  WANDB_SILENT: 'true',
};

function call(cwd: string, command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd, env: { ...env, HOME: cwd, BORG_BASE_DIR: cwd, WANDB_DATA_DIR: cwd, WANDB_CACHE_DIR: join(cwd, 'cache') }, stdio: ['ignore', 'ignore', 'pipe'] });
}

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args, { env, stdio: 'ignore' }).status === 0;

/** Tools that take files from their own folder get a hard link: no copy is timed that they would not make. */
const link = (place: string, source: string): void => linkSync(source, join(place, 'big.bin'));

const WANDB = `import os, wandb
run = wandb.init(project='bench', dir='.')
artifact = wandb.Artifact('big', type='model')
artifact.add_file(os.environ['BENCH_SOURCE'])
run.log_artifact(artifact)
run.finish()`;

export function peers(): Peer[] {
  return [
    {
      name: 'restic backup without compression',
      available: has('restic', 'version'),
      goal: 0.4,
      prepare: (place) => call(place, 'restic', 'init', '-q', '-r', 'repo', '--repository-version', '2'),
      run: (place, source) => call(place, 'restic', 'backup', '-q', '-r', 'repo', '--compression', 'off', '--no-cache', source),
    },
    {
      name: 'borg create without encryption or compression',
      available: has('borg', '--version'),
      goal: null,
      prepare: (place) => call(place, 'borg', 'init', '-e', 'none', 'repo'),
      run: (place, source) => call(place, 'borg', 'create', '-C', 'none', 'repo::one', source),
    },
    {
      name: 'git-lfs, git add (no fsync)',
      available: has('git', 'lfs', 'version'),
      goal: null,
      prepare(place, source) {
        call(place, 'git', 'init', '-q');
        call(place, 'git', 'lfs', 'install', '--local');
        call(place, 'git', 'lfs', 'track', '*.bin');
        link(place, source);
      },
      run: (place) => call(place, 'git', 'add', 'big.bin'),
    },
    {
      name: 'dvc add (no fsync)',
      available: has('dvc', '--version'),
      goal: null,
      prepare(place, source) {
        call(place, 'dvc', 'init', '-q', '--no-scm');
        link(place, source);
      },
      run: (place) => call(place, 'dvc', 'add', '-q', 'big.bin'),
    },
    {
      name: 'wandb artifact logged offline (no fsync)',
      available: has('python', '-c', 'import wandb'),
      goal: null,
      prepare: () => {},
      run: (place, source) => call(place, 'env', `BENCH_SOURCE=${source}`, 'python', '-c', WANDB),
    },
  ];
}
