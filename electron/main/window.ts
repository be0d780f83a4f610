// The window: locked down, shown when it has something to show, and back where it was.
import { BrowserWindow, nativeTheme } from 'electron';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { overlaysTitleBar } from './compat.js';
import { log } from './log.js';
import { bundled } from './paths.js';
import { holds } from './rules.js';
import { ORIGIN } from './scheme.js';
import { backgroundColor, overlay } from './theme.js';
import { liveBounds, loadState, MIN_SIZE, saveState } from './windowState.js';

/** Three crashes of the page within a minute: loading it again will not help. */
const CRASHES = { limit: 3, withinMs: 60_000 } as const;

export function openWindow(): BrowserWindow {
  const state = loadState();
  const window = new BrowserWindow({
    ...liveBounds(state.bounds),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Cairn',
    icon: bundled.icon,
    backgroundColor: backgroundColor(),
    autoHideMenuBar: true,
    ...(overlaysTitleBar ? { titleBarStyle: 'hidden', titleBarOverlay: overlay() } : {}),
    webPreferences: {
      preload: bundled.preload,
      sandbox: holds('sandbox') && holds('noNode'),
      contextIsolation: holds('contextIsolation') && holds('noNode'),
      nodeIntegration: !holds('noNode'),
      nodeIntegrationInSubFrames: false,
      webviewTag: !holds('webview'),
      spellcheck: false,
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  followTheme(window);
  keepState(window);
  reloadAfterCrash(window);
  void window.loadURL(holds('ownScheme') ? `${ORIGIN}/` : pathToFileURL(join(bundled.page, 'index.html')).href);
  return window;
}

function followTheme(window: BrowserWindow): void {
  const update = (): void => {
    window.setBackgroundColor(backgroundColor());
    if (overlaysTitleBar && process.platform !== 'darwin') window.setTitleBarOverlay(overlay());
  };
  nativeTheme.on('updated', update);
  window.once('closed', () => nativeTheme.off('updated', update));
}

function keepState(window: BrowserWindow): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    saveState({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', save);
}

function reloadAfterCrash(window: BrowserWindow): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log('page gone', { reason, exitCode });
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    crashes = [...crashes.filter((at) => Date.now() - at < CRASHES.withinMs), Date.now()];
    if (crashes.length < CRASHES.limit) window.webContents.reload();
  });
}
