// Makes a .deb of an unpacked development package by dpkg-deb: files in place, no scripts to run at installing or removing.
import { spawnSync } from 'node:child_process';
import { chmodSync, constants, cpSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { Plain } from '../lib/say.mjs';
import { debianDepends, RECOMMENDS } from './debianDepends.mjs';

/** Not the name of a release, so that neither is ever taken for an update of the other. */
const NAME = 'cairn-development';
const HOME = 'usr/lib/cairn';
const PROGRAM = 'cairn-desktop';
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

const desktopEntry = () => `[Desktop Entry]
Type=Application
Name=Cairn
GenericName=Model registry
Comment=Development package, not a release
Exec=/${HOME}/${PROGRAM} %u
Icon=${PROGRAM}
Terminal=false
Categories=Development;
MimeType=x-scheme-handler/cairn;
StartupWMClass=Cairn
`;

const control = ({ version, electron, description, depends, kilobytes }) => `Package: ${NAME}
Version: ${version}~development+electron${electron}
Architecture: ${ARCHITECTURES[process.arch]}
Maintainer: The Cairn authors <cairn@localhost>
Installed-Size: ${kilobytes}
Depends: ${depends.join(', ')}
Recommends: ${RECOMMENDS.join(', ')}
Conflicts: cairn
Section: devel
Priority: optional
Description: Cairn, a model registry that works offline (DEVELOPMENT PACKAGE)
 ${description}
 .
 Built on Electron ${electron} for trying out. This is not a release: never give
 it to users.
`;

function put(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function putIn(file, source) {
  mkdirSync(dirname(file), { recursive: true });
  cpSync(source, file, { mode: constants.COPYFILE_FICLONE });
}

/** The same rights whatever the umask and the owner were; Chromium's sandbox helper runs as root. Gives the size in bytes. */
function settle(path) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return 0;
  if (!stat.isDirectory()) {
    chmodSync(path, path.endsWith(`${HOME}/chrome-sandbox`) ? 0o4755 : stat.mode & 0o100 ? 0o755 : 0o644);
    return stat.size;
  }
  chmodSync(path, 0o755);
  return readdirSync(path).reduce((sum, name) => sum + settle(join(path, name)), 4096);
}

/**
 * Packs the folder `app` into a .deb in `output` and gives its path.
 * `compression` is dpkg-deb's: `gzip` for keeping, `none` where speed counts.
 */
export function makeDeb({ app, output, version, electron, description, compression }) {
  const stage = join(output, 'deb');
  const at = (...parts) => join(stage, ...parts);
  rmSync(stage, { recursive: true, force: true });
  cpSync(app, at(HOME), { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
  mkdirSync(at('usr/bin'), { recursive: true });
  symlinkSync(`../lib/cairn/resources/bin/cairn`, at('usr/bin/cairn'));
  put(at(`usr/share/applications/${PROGRAM}.desktop`), desktopEntry());
  putIn(at(`usr/share/icons/hicolor/512x512/apps/${PROGRAM}.png`), join(ROOT, 'build/resources/icon.png'));
  putIn(at(`usr/share/icons/hicolor/scalable/apps/${PROGRAM}.svg`), join(ROOT, 'build/resources/icon.svg'));
  putIn(at(`usr/share/doc/${NAME}/copyright`), join(ROOT, 'LICENSE'));
  const bytes = settle(stage);
  put(at('DEBIAN/control'), control({ version, electron, description, depends: debianDepends(app), kilobytes: Math.ceil(bytes / 1024) }));
  chmodSync(at('DEBIAN'), 0o755);
  const deb = join(output, `${NAME}_${version}_${ARCHITECTURES[process.arch]}.deb`);
  const { status, stderr, error } = spawnSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', stage, deb], { encoding: 'utf8' });
  rmSync(stage, { recursive: true, force: true });
  if (status !== 0) throw new Plain(`Packing ${deb} by dpkg-deb failed: ${stderr || error?.message}`);
  return deb;
}

/** Debian's own tool is on Debian's relatives alone. */
export const canMakeDeb = () => process.platform === 'linux' && process.arch in ARCHITECTURES && spawnSync('dpkg-deb', ['--version']).status === 0;
