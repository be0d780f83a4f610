// Which Debian packages an unpacked app needs: read from its programs and libraries, so that the list cannot go stale.
import { basename } from 'node:path';
import { Plain } from '../lib/say.mjs';
import { filesUnder } from '../lib/stamp.mjs';
import { readElf } from './elf.mjs';

/** Library -> Debian package. Newer releases renamed some for 64-bit time: either will do. */
const PACKAGES = {
  'libasound.so.2': 'libasound2 | libasound2t64',
  'libatk-1.0.so.0': 'libatk1.0-0 | libatk1.0-0t64',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatspi.so.0': 'libatspi2.0-0 | libatspi2.0-0t64',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2 | libcups2t64',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgcc_s.so.1': 'libgcc-s1',
  'libgio-2.0.so.0': 'libglib2.0-0 | libglib2.0-0t64',
  'libglib-2.0.so.0': 'libglib2.0-0 | libglib2.0-0t64',
  'libgobject-2.0.so.0': 'libglib2.0-0 | libglib2.0-0t64',
  'libgtk-3.so.0': 'libgtk-3-0 | libgtk-3-0t64',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libsmime3.so': 'libnss3',
  'libstdc++.so.6': 'libstdc++6',
  'libudev.so.1': 'libudev1',
  'libX11.so.6': 'libx11-6',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libXrandr.so.2': 'libxrandr2',
};
/** All of them are in the C library's own package. */
const C_LIBRARY = /^(?:libc|libm|libdl|libpthread|librt|libresolv|ld-linux-.*)\.so\.\d$/;

/** Asked for at run time and done without: desktop notices, opening links and folders, the keychain. */
export const RECOMMENDS = ['libnotify4', 'libsecret-1-0', 'xdg-utils'];

const byVersion = (a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]);

/** Debian relations, one a string. Throws where a library is needed that this file does not know. */
export function debianDepends(folder) {
  const files = filesUnder(folder);
  const own = new Set(files.map((file) => basename(file)));
  const programs = files.map((file) => ({ file, elf: readElf(file) })).filter(({ elf }) => elf !== undefined);
  const depends = new Set();
  for (const { file, elf } of programs) {
    for (const library of elf.needed) {
      if (own.has(library) || C_LIBRARY.test(library)) continue;
      const found = PACKAGES[library];
      if (!found) throw new Plain(`${file} needs ${library}; no Debian package is written down for it in build/dist/debianDepends.mjs.`);
      depends.add(found);
    }
  }
  const oldest = programs.flatMap(({ elf }) => elf.glibc ?? []).sort(byVersion).at(-1);
  return [`libc6 (>= ${oldest})`, ...[...depends].sort((a, b) => (a < b ? -1 : 1))];
}
