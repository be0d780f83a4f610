// Runs in the sandbox before the page: exposes window.cairn and passes the engine's port on. Nothing else crosses.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { NativeBridge, NativeChannel, NativeEvent } from '../../shared/contract/native.js';

const ORIGIN = 'app://cairn';
/** The runtime that ships; an older one is for development alone. */
const SHIPPED_MAJOR = 45;
const PLATFORMS: Readonly<Record<string, NativeBridge['info']['platform']>> = { darwin: 'mac', win32: 'win' };

/** Rejects with the sentence that main wrote, without what Electron puts before it. */
async function call<T>(channel: NativeChannel, input: object): Promise<T> {
  try {
    return (await ipcRenderer.invoke(`cairn:${channel}`, input)) as T;
  } catch (error) {
    throw new Error((error as Error).message.replace(/^Error invoking remote method '[^']*': (\w*Error: )?/, ''));
  }
}

/** Electron 25 has no webUtils; there a File still carries its path. What only looks like a File has none: a page could forge it. */
function pathOf(file: File): string {
  if (!(file instanceof File)) return '';
  return (webUtils as typeof webUtils | undefined)?.getPathForFile(file) ?? (file as File & { path?: string }).path ?? '';
}

const bridge: NativeBridge = {
  info: {
    platform: PLATFORMS[process.platform] ?? 'linux',
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    developmentRuntime: Number(process.versions.electron.split('.')[0]) < SHIPPED_MAJOR,
  },
  async grantFiles(files) {
    const paths = (files as readonly File[]).map(pathOf).filter((path) => path !== '');
    return paths.length === 0 ? null : call('grantPaths', { paths });
  },
  chooseSource: (kind) => call('chooseSource', { kind }),
  chooseTarget: (title) => call('chooseTarget', { title }),
  chooseFolder: (title) => call('chooseFolder', { title }),
  reveal: (path) => call('reveal', { path }),
  startDrag: (paths) => call('startDrag', { paths }),
  copyText: (text) => call('copyText', { text }),
  setTheme: (theme) => call('setTheme', { theme }),
  openLogs: () => call('openLogs', {}),
  requestPort: () => call('requestPort', {}),
  windowReady: () => call('windowReady', {}),
  printPage: (html, as) => call('printPage', { html, as }),
  taskProgress: (fraction) => call('taskProgress', { fraction }),
  onEvent(listener) {
    const receive = (_event: unknown, message: NativeEvent): void => listener(message);
    ipcRenderer.on('cairn:event', receive);
    return () => ipcRenderer.off('cairn:event', receive);
  },
};

ipcRenderer.on('cairn:port', (event) => window.postMessage({ type: 'cairn:port' }, ORIGIN, event.ports));
contextBridge.exposeInMainWorld('cairn', bridge);
