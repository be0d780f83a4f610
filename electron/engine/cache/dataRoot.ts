// Makes the folders of a data root and refuses one whose file system cannot keep the promises of SQLite's locks.
import { access, constants, mkdir, readFile, statfs } from 'node:fs/promises';
import { CairnError } from '../../../shared/contract/errors.js';
import { errnoOf } from './fsErrors.js';
import type { Layout } from './layout.js';

/** `f_type` of file systems that live on another machine (statfs(2), linux/magic.h). */
const NETWORK_TYPES: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xfe534d42: 'SMB',
  0xff534d42: 'CIFS',
  0x01021997: '9P',
  0x00c36400: 'Ceph',
  0x5346414f: 'AFS',
  0x6b414653: 'AFS',
  0x73757245: 'Coda',
  0x564c: 'NCP',
  0x0bd00bd3: 'Lustre',
  0x47504653: 'GPFS',
  0x19830326: 'BeeGFS',
  0x786f4256: 'a VirtualBox shared folder',
};

const FUSE = 0x65735546;
const NETWORK_FUSE = /^fuse\.(sshfs|rclone|s3fs|goofys|gcsfuse|glusterfs|cephfs|juicefs|davfs2?|afpfs|smbnetfs|curlftpfs|mountpoint-s3|blobfuse2?)$/;

/** The network file system a `statfs` type stands for, or undefined. `fuse` is the FUSE subtype where there is one. */
export function networkFileSystem(type: number, fuse?: string): string | undefined {
  const unsigned = type >>> 0;
  if (unsigned === FUSE && fuse !== undefined && NETWORK_FUSE.test(fuse)) return fuse;
  return NETWORK_TYPES[unsigned];
}

/** Type of the mount with the longest mount point above `path`, from /proc/self/mountinfo. */
export function mountTypeOf(path: string, mountinfo: string): string | undefined {
  let best: { point: string; type: string } | undefined;
  for (const line of mountinfo.split('\n')) {
    const [mount, filesystem] = line.split(' - ');
    const point = mount?.split(' ')[4]?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const type = filesystem?.split(' ')[0];
    if (point === undefined || type === undefined) continue;
    const above = point === '/' || path === point || path.startsWith(`${point}/`);
    if (above && point.length >= (best?.point.length ?? 0)) best = { point, type };
  }
  return best?.type;
}

async function fuseTypeOf(path: string): Promise<string | undefined> {
  try {
    return mountTypeOf(path, await readFile('/proc/self/mountinfo', 'utf8'));
  } catch {
    return undefined;
  }
}

function unusable(root: string, why: string, cause?: unknown): CairnError {
  return new CairnError('data_root_unusable', `Opening the data folder ${root}: ${why}`, { dataRoot: root }, { cause });
}

async function refuseNetwork(root: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const { type } = await statfs(root);
  const network = networkFileSystem(type, type >>> 0 === FUSE ? await fuseTypeOf(root) : undefined);
  if (network !== undefined) throw unusable(root, `it is on a network file system (${network}), where locks between processes cannot be trusted; choose a folder on a disk of this computer`);
}

/** Creates what is missing. Errors: `data_root_unusable`, with the reason. */
export async function prepareDataRoot(layout: Layout): Promise<void> {
  const { root } = layout;
  if (process.platform === 'win32' && /^[\\/]{2}[^\\/?.]/.test(root)) throw unusable(root, 'it is a network share; choose a folder on a disk of this computer');
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await refuseNetwork(root);
    for (const folder of [layout.blobs, layout.temp]) await mkdir(folder, { recursive: true });
    for (const folder of [root, layout.blobs, layout.temp]) await access(folder, constants.W_OK);
  } catch (cause) {
    if (cause instanceof CairnError) throw cause;
    const why = errnoOf(cause) === 'EROFS' ? 'its disk is read-only; make it writable, or choose another folder' : `it cannot be created or written to (${(cause as Error).message}); choose another folder or mend its permissions`;
    throw unusable(root, why, cause);
  }
}
