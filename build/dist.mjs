// npm run dist [-- TARGET...]: installers by electron-builder. On the fallback runtime a folder only, marked as a development package.
import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from './lib/paths.mjs';
import { Plain, run, say } from './lib/say.mjs';
import { setUp } from './setup.mjs';

const OUTPUT = join(ROOT, 'release');

/** A copy of the distribution without our loader: electron-builder ships the folder as it finds it. */
function cleanDist(dist) {
  const clean = join(CACHE, 'dist-electron');
  rmSync(clean, { recursive: true, force: true });
  cpSync(dist, clean, { recursive: true, filter: (path) => !path.startsWith(join(dist, 'resources', 'app')) });
  return clean;
}

await run(async () => {
  const runtime = await setUp();
  const { buildAll } = await import('./build.mjs');
  await buildAll();
  const release = runtime.kind === 'official';
  const targets = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
  if (!release && targets.length > 0) throw new Plain(`Installers are made on Electron's official binary alone; this machine has ${runtime.version} (${runtime.kind}). Without a target a folder for trying out is made.`);
  const { build, Platform } = await import('electron-builder');
  const config = {
    extends: join(ROOT, 'electron-builder.yml'),
    electronVersion: runtime.version,
    ...(release ? {} : { electronDist: cleanDist(runtime.dist), extraMetadata: { cairnDevelopmentPackage: true } }),
    // The fallback runtime is older than this fuse and has no room for it.
    ...(release ? { electronFuses: { grantFileProtocolExtraPrivileges: false } } : {}),
  };
  rmSync(OUTPUT, { recursive: true, force: true });
  const platform = release ? Platform.current() : Platform.LINUX;
  await build({ projectDir: ROOT, targets: platform.createTarget(release ? (targets.length > 0 ? targets : undefined) : 'dir'), config, publish: 'never' });
  if (!release) markDevelopment();
});

function markDevelopment() {
  const [folder] = readdirSync(OUTPUT).filter((name) => name.endsWith('unpacked'));
  if (!folder) throw new Plain(`electron-builder made no folder in ${OUTPUT}.`);
  const marked = join(OUTPUT, `${folder}-development`);
  renameSync(join(OUTPUT, folder), marked);
  writeFileSync(join(marked, 'DEVELOPMENT-PACKAGE.txt'), 'Built on an old Electron for trying out. Never give this to users.\n');
  say(`Development package, never a release: ${marked}`);
}
