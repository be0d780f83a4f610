// Runs electron-builder: installers of the official runtime, or a folder for trying out of whatever runtime there is.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { Plain } from '../lib/say.mjs';
import { canMakeDeb, makeDeb } from './debian.mjs';
import { debianDepends, RECOMMENDS } from './debianDepends.mjs';
import { examine } from './examine.mjs';

/** The first Electron with the fuse that keeps file:// from special rights. */
const FILE_FUSE_SINCE = 29;

function configuration(runtime, output, extra) {
  const newEnough = Number(runtime.version.split('.')[0]) >= FILE_FUSE_SINCE;
  return {
    extends: join(ROOT, 'electron-builder.yml'),
    directories: { buildResources: 'build/resources', output },
    electronVersion: runtime.version,
    ...(newEnough ? { electronFuses: { grantFileProtocolExtraPrivileges: false } } : {}),
    ...extra,
  };
}

function unpackedFolder(output) {
  const folder = readdirSync(output).find((name) => /^mac|unpacked$/.test(name));
  if (!folder) throw new Plain(`electron-builder made no folder in ${output}.`);
  return join(output, folder);
}

/** Installers for this system, or the named targets only. Gives the size of the unpacked app where it was looked into. */
export async function buildRelease({ runtime, output, targets }) {
  const { build, Platform } = await import('electron-builder');
  const shim = `${join(ROOT, 'build/resources/linux/cairn')}=/usr/bin/cairn`;
  const linux = process.platform === 'linux' ? { deb: { depends: debianDepends(runtime.dist), recommends: RECOMMENDS, fpm: [shim] }, rpm: { fpm: [shim] } } : {};
  rmSync(output, { recursive: true, force: true });
  try {
    await build({
      projectDir: ROOT,
      targets: Platform.current().createTarget(targets.length > 0 ? targets : undefined),
      config: configuration(runtime, output, linux),
      publish: 'never',
    });
  } catch (error) {
    throw new Plain(`Making the installers failed: ${error.message}\nelectron-builder fetches its tools from GitHub. Where that is out of reach, \`npm run dist -- --development\` makes a package for trying out without any.`);
  }
  return process.platform === 'linux' ? examine(unpackedFolder(output)) : undefined;
}

/**
 * An unpacked app and, where dpkg-deb is, a .deb, both marked as a development package. Needs no network.
 * Gives {app, deb, bytes}: `deb` is undefined where none can be made, the size of the app where it was not looked into.
 */
export async function buildDevelopment({ runtime, output, compression }) {
  const { build, Platform } = await import('electron-builder');
  rmSync(output, { recursive: true, force: true });
  await build({
    projectDir: ROOT,
    targets: Platform.current().createTarget('dir'),
    config: configuration(runtime, output, {
      electronDist: runtime.dist,
      extraMetadata: { cairnDevelopmentPackage: true },
      // Our loader of the fallback runtime lies there; electron-builder ships the folder as it finds it.
      afterExtract: ({ appOutDir }) => rmSync(join(appOutDir, 'resources', 'app'), { recursive: true, force: true }),
    }),
    publish: 'never',
  });
  const made = unpackedFolder(output);
  const app = `${made}-development`;
  renameSync(made, app);
  writeFileSync(join(app, 'DEVELOPMENT-PACKAGE.txt'), `Built on Electron ${runtime.version} for trying out. Never give this to users.\n`);
  cpSync(join(ROOT, 'LICENSE'), join(app, 'LICENSE'));
  const bytes = process.platform === 'linux' ? examine(app) : undefined;
  const { version, description } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const deb = canMakeDeb() ? makeDeb({ app, output, version, electron: runtime.version, description, compression }) : undefined;
  return { app, deb, bytes };
}
