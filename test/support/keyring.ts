// A real keyring for tests: GNOME's daemon, unlocked, on a message bus of its own. Where it is not installed, its Debian packages are
// unpacked into .cache/keyring; where they cannot be had, its tests are skipped with a reason that test/skips.json lists.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ROOT } from '../../build/lib/paths.mjs';

const FOLDER = join(ROOT, '.cache', 'keyring');
const PACKAGES = ['gnome-keyring', 'libsecret-1-0', 'libgcr-base-3-1', 'libgck-1-0'];

/** Said when `startKeyring` gives nothing; listed in test/skips.json. */
export const NO_KEYRING = 'no keyring (gnome-keyring, dbus) is here or can be had by apt';

export interface Keyring {
  /** What a program needs in its environment to find it. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

const works = (command: string, args: readonly string[], cwd?: string): boolean => spawnSync(command, args, { stdio: 'ignore', cwd }).status === 0;

/** The folder below which the daemon's files are: the system's, or one of our own. */
function findRoot(): string | undefined {
  if (['dbus-daemon', 'dbus-send'].some((name) => !existsSync(`/usr/bin/${name}`))) return undefined;
  if (existsSync('/usr/bin/gnome-keyring-daemon')) return '/';
  if (existsSync(FOLDER)) return FOLDER;
  const making = mkdtempSync(join(tmpdir(), 'cairn-keyring-'));
  try {
    if (!works('apt-get', ['download', '-qq', ...PACKAGES], making)) return undefined;
    const archives = readdirSync(making).filter((name) => name.endsWith('.deb'));
    if (!archives.every((name) => works('dpkg-deb', ['-x', name, 'root'], making))) return undefined;
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    if (!works('cp', ['-r', join(making, 'root'), `${FOLDER}.${process.pid}`])) return undefined;
    renameSync(`${FOLDER}.${process.pid}`, FOLDER);
    return FOLDER;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

const listens = (env: NodeJS.ProcessEnv): boolean =>
  spawnSync('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'], { env, encoding: 'utf8' }).stdout.includes('true');

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

/** Undefined where there is none. */
export async function startKeyring(): Promise<Keyring | undefined> {
  const root = findRoot();
  if (root === undefined) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'cairn-keyring-'));
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [address] = (await once(bus.stdout as Readable, 'data')) as [Buffer];
  const lib = spawnSync('dpkg-architecture', ['-qDEB_HOST_MULTIARCH'], { encoding: 'utf8' }).stdout?.trim() || 'x86_64-linux-gnu';
  const env = { DBUS_SESSION_BUS_ADDRESS: address.toString().trim(), ...(root === '/' ? {} : { LD_LIBRARY_PATH: join(root, 'usr', 'lib', lib) }) };
  const own = { ...process.env, ...env, HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home };
  const daemon = spawn(join(root, 'usr', 'bin', 'gnome-keyring-daemon'), ['--unlock', '--components=secrets', '--foreground'], { env: own, stdio: ['pipe', 'ignore', 'ignore'] });
  daemon.stdin.end('a password');
  const keyring: Keyring = {
    env,
    async end() {
      await stop(daemon);
      await stop(bus);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  for (let tries = 0; tries < 200; tries += 1) {
    if (listens(own)) return keyring;
    if (daemon.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await keyring.end();
  return undefined;
}
