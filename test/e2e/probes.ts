// One probe for each rule that locks the window. A probe tries to break its rule and says whether it could.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { electronPath } from '../../build/setup/electronPath.mjs';
import type { NativeBridge, NativeEvent } from '../../shared/contract/native.js';
import { APP_FOLDER, type Cairn } from './app.js';

const LOOK_AGAIN_MS = 50;

/** True as soon as it is so, false when it has not been for so long. */
async function happens(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > until) return false;
    await sleep(LOOK_AGAIN_MS);
  }
  return true;
}

export interface Probe {
  /** The rule, as electron/main/rules.ts names it. */
  readonly rule: string;
  readonly tries: string;
  /** True when the rule was broken, which is waited for so long where it takes its time. */
  breach(cairn: Cairn, withinMs: number): Promise<boolean>;
}

/** Bridge of the page, typed for code that runs in it. */
type ProbeWindow = Window & { cairn: NativeBridge; probe?: string; events?: NativeEvent[]; require?: unknown; process?: unknown };

async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Runs code as a preload would, before the page, and reloads. */
async function withPreload({ app, page }: Cairn, code: string): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'cairn-probe-')), 'preload.cjs');
  writeFileSync(file, code);
  await app.evaluate(({ session }, filePath) => {
    const target = session.defaultSession;
    if (typeof target.registerPreloadScript === 'function') target.registerPreloadScript({ type: 'frame', filePath });
    else (target as unknown as { setPreloads(files: string[]): void }).setPreloads([filePath]);
  }, file);
  await page.reload();
}

const windows = ({ app }: Cairn): Promise<number> => app.evaluate(({ webContents }) => webContents.getAllWebContents().length);

export const PROBES: readonly Probe[] = [
  {
    rule: 'sandbox',
    tries: 'to read a file from a preload script',
    async breach(cairn) {
      await withPreload(cairn, "let got = ''; try { got = require('fs').readFileSync('/etc/hostname', 'utf8'); } catch {} addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('data-probe', got));");
      return Boolean(await cairn.page.locator('html').getAttribute('data-probe'));
    },
  },
  {
    rule: 'contextIsolation',
    tries: 'to see a global of the preload from the page',
    async breach(cairn) {
      await withPreload(cairn, "window.probe = 'leaked';");
      return cairn.page.evaluate(() => (window as unknown as ProbeWindow).probe === 'leaked');
    },
  },
  {
    rule: 'noNode',
    tries: 'to reach require or process from the page',
    breach: ({ page }) => page.evaluate(() => typeof (window as unknown as ProbeWindow).require !== 'undefined' || typeof (window as unknown as ProbeWindow).process !== 'undefined'),
  },
  {
    rule: 'ownScheme',
    tries: 'to read a file of this computer by its file:// address',
    breach: ({ page }) =>
      page.evaluate(
        () =>
          new Promise<boolean>((done) => {
            setTimeout(() => void fetch('file:///etc/hostname').then(() => done(true), () => done(location.origin !== 'app://cairn')), 0);
          }),
      ),
  },
  {
    rule: 'csp',
    tries: 'eval, an inline script, and a connection to another host',
    breach: ({ page }) =>
      withServer((url) =>
        page.evaluate(
          (address) =>
            new Promise<boolean>((done) => {
              // From a timer: what Playwright evaluates itself is exempt from the policy.
              setTimeout(() => {
                const scope = window as unknown as ProbeWindow;
                try {
                  // oxlint-disable-next-line no-eval -- being refused is what is probed
                  (0, eval)("window.probe = 'eval'");
                } catch {
                  const script = document.createElement('script');
                  script.textContent = "window.probe = 'inline'";
                  document.head.append(script);
                }
                void fetch(address).then(() => done(true), () => done(scope.probe !== undefined));
              }, 0);
            }),
          url,
        ),
      ),
  },
  {
    rule: 'traversal',
    tries: 'to fetch a file outside the page folder',
    breach: ({ page }) =>
      page.evaluate(async () => {
        const paths = ['..%2f..%2fpackage.json', '%2e%2e%2f%2e%2e%2fpackage.json', 'assets/..%2f..%2f..%2fpackage.json'];
        const answers = await Promise.all(paths.map((path) => fetch(`app://cairn/${path}`).then((answer) => answer.text(), () => '')));
        return answers.some((text) => text.includes('"productName"'));
      }),
  },
  {
    rule: 'navigation',
    tries: 'to leave for another page',
    breach: (cairn, withinMs) =>
      withServer(async (url) => {
        await cairn.page.evaluate((address) => void setTimeout(() => (location.href = address), 0), url);
        return happens(() => cairn.page.url().startsWith('http'), withinMs);
      }),
  },
  {
    rule: 'windowOpen',
    tries: 'to open a window',
    breach: (cairn, withinMs) =>
      withServer(async (url) => {
        await cairn.page.evaluate((address) => void setTimeout(() => window.open(address), 0), url);
        return happens(async () => (await windows(cairn)) > 1, withinMs);
      }),
  },
  {
    rule: 'webview',
    tries: 'to embed a webview',
    breach: (cairn, withinMs) =>
      withServer(async (url) => {
        await cairn.page.evaluate((address) => {
          const view = document.createElement('webview');
          view.setAttribute('src', address);
          document.body.append(view);
        }, url);
        return happens(async () => (await windows(cairn)) > 1, withinMs);
      }),
  },
  {
    rule: 'permissions',
    tries: 'to be allowed notifications, geolocation and MIDI',
    breach: ({ page }) =>
      page.evaluate(async () => {
        const states = await Promise.all((['notifications', 'geolocation', 'midi'] as PermissionName[]).map(async (name) => (await navigator.permissions.query({ name })).state));
        return states.includes('granted') || (await Notification.requestPermission()) === 'granted';
      }),
  },
  {
    rule: 'sender',
    tries: 'to call the main process from a page of another origin with our preload',
    breach: ({ app }) =>
      withServer((url) =>
        app.evaluate(
          async ({ BrowserWindow }, { address, preload }) => {
            const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
            await foreign.loadURL(address);
            const answer: unknown = await foreign.webContents.executeJavaScript("window.cairn.taskProgress(-1).then(() => 'done', (error) => error.message)");
            foreign.destroy();
            return answer === 'done';
          },
          { address: url, preload: join(APP_FOLDER, 'out/electron/preload.cjs') },
        ),
      ),
  },
  {
    rule: 'deepLink',
    tries: 'to hand the page a path the router does not know, by a second start with a cairn:// link',
    async breach(cairn) {
      const events = await followLinks(cairn, ['cairn://x/runs/../../../etc/passwd', 'cairn://x/settings?run=rm', 'cairn://x/javascript:alert(1)', 'cairn://x/runs']);
      return JSON.stringify(events) !== JSON.stringify([{ event: 'navigate', path: '/runs' }]);
    },
  },
];

/** Starts the app once for each link, as the system does, and answers what reached the page of the first instance. */
async function followLinks({ page, home }: Cairn, links: readonly string[]): Promise<NativeEvent[]> {
  await page.evaluate(async () => {
    const scope = window as unknown as ProbeWindow;
    const events: NativeEvent[] = (scope.events = []);
    scope.cairn.onEvent((event) => event.event !== 'engine' && events.push(event));
    await scope.cairn.windowReady();
  });
  for (const link of links) spawnSync(electronPath().path, ['--no-sandbox', APP_FOLDER, '--home', home, link], { timeout: 20_000 });
  await sleep(300);
  return page.evaluate(() => (window as unknown as ProbeWindow).events ?? []);
}
