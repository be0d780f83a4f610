// Looks into an unpacked Linux app for what must and what must not be in it. A package that fails here is not finished.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Plain } from '../lib/say.mjs';
import { filesUnder } from '../lib/stamp.mjs';

/** Ours, and what electron-builder adds for its installers. */
const RESOURCES = new Set(['app.asar', 'app.asar.unpacked', 'bin', 'app-update.yml', 'apparmor-profile', 'package-type']);
const NEEDED = ['package.json', 'LICENSE', 'out/electron/main.cjs', 'out/electron/preload.cjs', 'out/electron/utilityLoad.cjs', 'out/electron/utility.cjs', 'out/electron/cli.cjs', 'out/electron/cliLoad.cjs', 'out/electron/cliMain.cjs', 'out/renderer/index.html', 'out/resources/icon.png'];
const UNWANTED = /\.map$|\.tsx?$|^(?:build|electron|shared|renderer|test)\//;

const FUSES_MARK = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
/** In the order of the binary; a runtime that is older than a fuse has no room for it. */
const FUSES = [
  ['runAsNode', true],
  ['enableCookieEncryption', true],
  ['enableNodeOptionsEnvironmentVariable', false],
  ['enableNodeCliInspectArguments', false],
  ['enableEmbeddedAsarIntegrityValidation', true],
  ['onlyLoadAppFromAsar', true],
];

/** Paths of all files in an asar archive, from its header. */
function asarFiles(archive) {
  const handle = openSync(archive, 'r');
  try {
    const sizes = Buffer.alloc(16);
    readSync(handle, sizes, 0, 16, 0);
    const header = Buffer.alloc(sizes.readUInt32LE(12));
    readSync(handle, header, 0, header.length, 16);
    const walk = (folder, path) => Object.entries(folder.files).flatMap(([name, entry]) => (entry.files ? walk(entry, `${path}${name}/`) : [{ path: `${path}${name}`, integrity: entry.integrity !== undefined }]));
    return walk(JSON.parse(header.toString('utf8')), '');
  } finally {
    closeSync(handle);
  }
}

function fuseProblems(binary) {
  const bytes = readFileSync(binary);
  const start = bytes.indexOf(FUSES_MARK) + FUSES_MARK.length;
  if (start < FUSES_MARK.length) return ['its binary has no fuses'];
  return FUSES.filter(([, on], index) => bytes[start + 2 + index] !== (on ? 0x31 : 0x30)).map(([name, on]) => `the fuse ${name} is not ${on ? 'on' : 'off'}`);
}

/** The size in bytes of an unpacked app that is right. Throws one sentence naming everything that is wrong. */
export function examine(app) {
  const resources = join(app, 'resources');
  const packed = asarFiles(join(resources, 'app.asar'));
  const has = new Set(packed.map(({ path }) => path));
  const problems = [
    ...readdirSync(resources).filter((name) => !RESOURCES.has(name)).map((name) => `resources/${name} does not belong there`),
    ...NEEDED.filter((path) => !has.has(path)).map((path) => `${path} is missing`),
    ...packed.filter(({ path }) => UNWANTED.test(path)).map(({ path }) => `${path} should not be shipped`),
    ...packed.filter(({ integrity }) => !integrity).map(({ path }) => `${path} has no integrity digest`),
    ...fuseProblems(join(app, 'cairn-desktop')),
  ];
  if (problems.length > 0) throw new Plain(`The package in ${app} is not right: ${problems.slice(0, 10).join('; ')}${problems.length > 10 ? ` and ${problems.length - 10} more` : ''}.`);
  return filesUnder(app).reduce((sum, file) => sum + statSync(file).size, 0);
}
