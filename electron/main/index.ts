// The app's life: one window for one data root, the engine beside it, and an orderly end.
import { app, type BrowserWindow, nativeTheme, session } from 'electron';
import type { NativeEvent } from '../../shared/contract/native.js';
import { refusedSwitch } from './debugging.js';
import { linkedPath } from './deepLinks.js';
import { startEngineProcess, type EngineProcess } from './engineProcess.js';
import { setMenu } from './menu.js';
import { serveNative } from './native.js';
import { notify } from './notices.js';
import { windowData } from './paths.js';
import { registerScheme, serveScheme } from './scheme.js';
import { denyPermissions, lockContents } from './security.js';
import { openWindow } from './window.js';
import { loadState } from './windowState.js';

let window: BrowserWindow | undefined;
let engine: EngineProcess | undefined;
let pageReady = false;
/** What a person asked for before the page could hear it. */
let asked: NativeEvent[] = [];

function send(event: NativeEvent): void {
  if (pageReady && window && !window.isDestroyed()) window.webContents.send('cairn:event', event);
}

/** Sends what a person asked for, as soon as there is a page to hear it. */
function ask(event: NativeEvent): void {
  if (pageReady) send(event);
  else asked.push(event);
}

function show(): void {
  if (!window) return open();
  if (window.isMinimized()) window.restore();
  window.focus();
}

function open(): void {
  window = openWindow();
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) pageReady = false;
  });
  window.once('closed', () => {
    window = undefined;
    pageReady = false;
  });
}

function navigate(path: string | undefined): void {
  if (path) ask({ event: 'navigate', path });
}

/** Shows the view of a notice that was clicked. */
function opened(path: string): void {
  show();
  navigate(path);
}

function onPageReady(): void {
  pageReady = true;
  if (engine) send(engine.state());
  asked.forEach(send);
  asked = [];
}

function developmentServer(): URL | undefined {
  const address = app.isPackaged ? undefined : process.env['CAIRN_DEV_SERVER'];
  return address ? new URL(address) : undefined;
}

async function start(): Promise<void> {
  await app.whenReady();
  nativeTheme.themeSource = loadState().theme;
  denyPermissions(session.defaultSession);
  serveScheme(developmentServer());
  open();
  engine = startEngineProcess(send, (notice) => notify(notice, window, opened));
  serveNative(engine, onPageReady);
  setMenu((command) => ask({ event: 'command', command }));
  app.on('activate', show);
}

function run(): void {
  app.setName('Cairn');
  app.setPath('userData', windowData);
  // Windows shows notices of the shortcut with this id alone: the appId of electron-builder.yml.
  app.setAppUserModelId('app.cairn.desktop');
  registerScheme();
  lockContents();
  if (app.isPackaged) app.setAsDefaultProtocolClient('cairn');
  if (app.requestSingleInstanceLock()) {
    navigate(linkedPath(process.argv));
    app.on('second-instance', (_event, argv) => {
      show();
      navigate(linkedPath(argv));
    });
    app.on('open-url', (event, url) => {
      event.preventDefault();
      navigate(linkedPath([url]));
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('will-quit', (event) => {
      const running = engine;
      if (!running) return;
      event.preventDefault();
      engine = undefined;
      void running.close().finally(() => setImmediate(() => app.quit()));
    });
    void start();
  } else {
    app.quit();
  }
}

const refused = refusedSwitch({ packaged: app.isPackaged, appPath: app.getAppPath(), hasSwitch: (name) => app.commandLine.hasSwitch(name) });
if (refused) {
  process.stderr.write(`Cairn does not start with --${refused}: whoever could reach it would control the window. Start Cairn without it.\n`);
  app.exit(1);
} else {
  run();
}
