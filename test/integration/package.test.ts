// The .deb as a person has it: installed, opened from its desktop entry, used from a terminal, removed.
import { spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, closeSync, lstatSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/lib/paths.mjs';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { dropFiles } from '../support/package/cdp.js';
import { readDesktopEntry } from '../support/package/desktopEntry.js';
import { addOrdinaryUser, type OrdinaryUser } from '../support/package/ordinaryUser.js';
import { openPackagedApp, type PackagedApp, seccompOfPages, startForDebugging } from '../support/package/packagedApp.js';
import { openScreen, type Screen } from '../support/screen.js';
import { has, must } from '../support/package/system.js';

const NAME = 'cairn-development';
const ENTRY = '/usr/share/applications/cairn-desktop.desktop';
const APP = '/usr/lib/cairn';

interface Shown {
  readonly ref: string;
  readonly version: string;
  readonly files: { readonly path: string; readonly bytes: number }[];
}

/** Why the package cannot be installed here; listed in test/skips.json. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !['dpkg', 'dpkg-deb', 'useradd', 'Xvfb'].every(has)) return 'installing a Debian package needs root, dpkg, useradd and Xvfb';
  const present = spawnSync('dpkg-query', ['-W', '-f', '${Package} ', 'cairn', NAME], { encoding: 'utf8' }).stdout.trim();
  return present ? `a package of Cairn is installed here already (${present})` : undefined;
}

const model = (seed: number): Buffer => Buffer.from(safetensorsBytes({ 'encoder.weight': { dtype: 'F32', shape: [16, 8], data: Buffer.alloc(512, seed) } }, { format: 'pt' }));

/** Turns the installed development package into what a release is to the app: the mark in its package.json is no longer true. */
function takeMarkAway(archive: string): void {
  const bytes = readFileSync(archive);
  const mark = /"cairnDevelopmentPackage": ?true/.exec(bytes.toString('latin1'));
  if (!mark) throw new Error(`${archive} is not marked as a development package`);
  const file = openSync(archive, 'r+');
  writeSync(file, 'null', mark.index + mark[0].length - 4);
  closeSync(file);
}

const reason = obstacle();

describe('the Debian package', () => {
  let user: OrdinaryUser;
  let screen: Screen;
  let app: PackagedApp | undefined;
  let owned: string[] = [];
  const took: string[] = [];

  async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    const from = performance.now();
    const value = await work();
    took.push(`${what} ${((performance.now() - from) / 1000).toFixed(1)} s`);
    return value;
  }

  beforeAll(async () => {
    if (reason) return;
    const said = await timed('package', () => must('node', join(ROOT, 'build/dist/testPackage.mjs')));
    const { deb, made } = JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as { deb: string; made: boolean };
    took.push(`${made ? 'made' : 'reused'}, ${Math.round(statSync(deb).size / 1e6)} MB`);
    user = addOrdinaryUser();
    screen = await openScreen();
    await timed('dpkg -i', () => must('dpkg', '--force-unsafe-io', '-i', deb));
    owned = must('dpkg-query', '-L', NAME).trim().split('\n');
  }, 240_000);

  afterAll(async () => {
    if (reason) return;
    console.info(`package: ${took.join(', ')}`);
    await app?.close();
    await screen?.end();
    user?.remove();
    must('dpkg', '--force-unsafe-io', '-P', NAME);
  }, 60_000);

  it('is installed and configured, says what it is, and holds what it should', ({ skip }) => {
    if (reason) skip(reason);
    expect(must('dpkg-query', '-W', '-f', '${Status}|${Version}|${Description}', NAME)).toMatch(/^install ok installed\|[\d.]+~development\+electron[\d.]+\|Cairn, .*\(DEVELOPMENT PACKAGE\)/);
    expect(spawnSync('dpkg', ['--audit'], { encoding: 'utf8' }).stdout).not.toContain(NAME);
    const helper = lstatSync(join(APP, 'chrome-sandbox'));
    expect([helper.uid, helper.gid, helper.mode & 0o7777]).toEqual([0, 0, 0o4755]);
    expect(readdirSync(join(APP, 'resources')).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'bin']);
    const entry = readDesktopEntry(ENTRY);
    expect(entry).toMatchObject({ Exec: `${APP}/cairn-desktop %u`, MimeType: 'x-scheme-handler/cairn;', StartupWMClass: 'Cairn' });
    const icon = `/usr/share/icons/hicolor/512x512/apps/${entry['Icon']}.png`;
    expect(readFileSync(icon).equals(readFileSync(join(ROOT, 'build/resources/icon.png')))).toBe(true);
  });

  it('opens from its desktop entry for an ordinary user, takes a dropped file, and follows a link', async ({ skip }) => {
    if (reason) skip(reason);
    const file = user.file('mnist-cnn.safetensors', model(1));
    const entry = readDesktopEntry(ENTRY);
    app = await timed('open', () => openPackagedApp(user, entry['Exec'] ?? '', screen.display));
    const { page, sandboxed } = app;
    await timed('drop to version', async () => {
      await page.until('the window', `document.querySelector('h1') !== null`);
      if (sandboxed) expect(seccompOfPages(`${APP}/cairn-desktop`)).toEqual([2]);
      took.push(sandboxed ? 'sandbox on' : 'this kernel gives no sandbox: opened with --no-sandbox');
      await dropFiles(page, [file], 'the target for a new model', `document.querySelector('[data-drop-target=model]')`);
      await page.until('the next version', `document.body.innerText.includes('next is v0')`);
      await page.click('the button Register', `[...document.querySelectorAll('button')].filter((button) => /^Register\\b/.test(button.innerText)).pop()`);
      await page.until('the page of the version', `location.hash.startsWith('#/versions/') && document.querySelector('h1').innerText.includes('mnist-cnn')`);
    });
    if (has('xwininfo') && has('xprop')) {
      const windows = must('xwininfo', '-display', screen.display, '-root', '-tree').split('\n').filter((line) => line.includes('· Cairn"'));
      expect(windows).toHaveLength(1);
      const facts = must('xprop', '-display', screen.display, '-id', windows[0]?.trim().split(' ')[0] ?? '', '-f', '_NET_WM_ICON', '32c', ' = $0 x $1\\n', 'WM_CLASS', '_NET_WM_ICON');
      expect(facts).toContain(`"${entry['StartupWMClass']}"`);
      expect(facts).toContain('_NET_WM_ICON(CARDINAL) = 512 x 512');
    } else took.push('no xwininfo and xprop: the class and the icon of the window were not looked at');
    await timed('link', async () => {
      await app?.openLink('cairn://any/settings');
      await page.until('the settings', `location.hash === '#/settings'`);
    });
    expect(await timed('close', () => app?.close())).toBe(0);
  });

  it('gives the command line, without a display, the same data', async ({ skip }) => {
    if (reason) skip(reason);
    await timed('three commands', () => {
      const version = user.run('cairn', ['--version']);
      expect(version).toMatchObject({ status: 0, stderr: '' });
      expect(version.stdout).toContain((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version);
      const odd = user.file(`it's a "model" $HOME *.safetensors`, model(2));
      const logged = user.run('cairn', ['log', odd, '--name', 'second', '--description', `two  spaces, $HOME and 'quotes'`, '--json']);
      expect(logged).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(logged.stdout)).toMatchObject({ ref: 'second:v0', description: `two  spaces, $HOME and 'quotes'`, files: [{ path: `it's a "model" $HOME *.safetensors` }] });
      const shown = user.run('cairn', ['show', 'mnist-cnn', '--json']);
      expect(shown.status, shown.stderr).toBe(0);
      expect(JSON.parse(shown.stdout) as Shown).toMatchObject({ ref: 'mnist-cnn:v0', version: 'v0', files: [{ path: 'mnist-cnn.safetensors', bytes: model(1).length }] });
      expect(user.run('cairn', ['show', 'nobody']).status).toBe(3);
    });
    expect(readdirSync(join(user.home, '.local/share'))).toEqual(['Cairn']);
  });

  it('refuses a debugger when it is not marked as a development package', async ({ skip }) => {
    if (reason) skip(reason);
    takeMarkAway(join(APP, 'resources/app.asar'));
    const exec = readDesktopEntry(ENTRY)['Exec'] ?? '';
    for (const flag of ['remote-debugging-port', 'remote-debugging-pipe']) {
      const { code, said } = await startForDebugging(user, exec, `--${flag}${flag.endsWith('port') ? '=0' : ''}`);
      expect(said).toContain(`Cairn does not start with --${flag}`);
      expect(said).not.toContain('DevTools listening');
      expect(code).toBe(1);
    }
  });

  it('is removed without a trace, and leaves the data of its users alone', async ({ skip }) => {
    if (reason) skip(reason);
    await timed('dpkg -r', () => must('dpkg', '--force-unsafe-io', '-r', NAME));
    expect(spawnSync('dpkg-query', ['-W', NAME]).status).toBe(1);
    const shared = /^\/(?:\.|usr|usr\/(?:bin|lib|share)|usr\/share\/(?:applications|doc|icons))?$/;
    expect(owned.filter((path) => existsSync(path) && !shared.test(path) && !path.startsWith('/usr/share/icons/hicolor'))).toEqual([]);
    expect(owned.filter((path) => path.startsWith('/usr/share/icons/hicolor/') && existsSync(path) && !statSync(path).isDirectory())).toEqual([]);
    expect(existsSync(APP)).toBe(false);
    expect(readdirSync(join(user.home, '.local/share/Cairn'))).toContain('registries');
  });
});
