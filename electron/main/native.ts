// What the page may ask of the system. Each call: own page only, arguments parsed, paths only as granted.
import { BrowserWindow, clipboard, dialog, ipcMain, type IpcMainInvokeEvent, nativeImage, nativeTheme, shell } from 'electron';
import { mkdirSync } from 'node:fs';
import type { z } from 'zod';
import { type Grant, NATIVE, type NativeChannel } from '../../shared/contract/native.js';
import { CairnError } from '../../shared/contract/errors.js';
import type { EngineProcess } from './engineProcess.js';
import { keepGrants } from './grants.js';
import { bundled, dataRoot, logFolder } from './paths.js';
import { printPage } from './printPage.js';
import { isOwnPage } from './security.js';
import { saveState } from './windowState.js';

type Handlers = { [C in NativeChannel]: (input: z.infer<(typeof NATIVE)[C]>, event: IpcMainInvokeEvent) => unknown };

/** `ready` is told when the page can take events. */
export function serveNative(engine: EngineProcess, ready: (window: BrowserWindow) => void): void {
  const grants = keepGrants(dataRoot);
  const grant = (paths: readonly string[]): Promise<Grant> => grants.add(paths, engine.grant);
  const mustCover = (path: string): void => {
    if (!grants.covers(path)) throw new CairnError('forbidden', `Showing ${path} is refused: it is not a file of this registry and nobody chose it.`);
  };
  const askFolder = async (title: string, event: IpcMainInvokeEvent): Promise<string | undefined> => {
    const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(event), { title, properties: ['openDirectory', 'createDirectory'] });
    return canceled ? undefined : filePaths[0];
  };
  const handlers: Handlers = {
    grantPaths: ({ paths }) => grant(paths),
    async chooseSource({ kind }, event) {
      const properties = [kind === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'] as ('openFile' | 'openDirectory' | 'multiSelections')[];
      const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(event), { properties });
      return canceled || filePaths.length === 0 ? null : grant(filePaths);
    },
    async chooseTarget({ title }, event) {
      const path = await askFolder(title, event);
      return path === undefined ? null : grant([path]);
    },
    chooseFolder: async ({ title }, event) => (await askFolder(title, event)) ?? null,
    reveal({ path }) {
      mustCover(path);
      shell.showItemInFolder(path);
    },
    startDrag({ paths }, event) {
      paths.forEach(mustCover);
      event.sender.startDrag({ file: paths[0] as string, files: paths, icon: nativeImage.createFromPath(bundled.dragIcon) });
    },
    copyText: ({ text }) => clipboard.writeText(text),
    setTheme({ theme }) {
      nativeTheme.themeSource = theme;
      saveState({ theme });
    },
    async openLogs() {
      mkdirSync(logFolder, { recursive: true });
      const problem = await shell.openPath(logFolder);
      if (problem) throw new CairnError('internal', `Opening the log folder ${logFolder} failed: ${problem}`);
    },
    requestPort: (_input, event) => engine.connect(event.sender),
    printPage: ({ html, as }) => printPage(html, as),
    windowReady: (_input, event) => ready(windowOf(event)),
    taskProgress: ({ fraction }, event) => windowOf(event).setProgressBar(fraction),
  };
  for (const channel of Object.keys(NATIVE) as NativeChannel[]) listen(channel, handlers[channel] as Handlers[NativeChannel]);
}

function listen<C extends NativeChannel>(channel: C, handle: Handlers[C]): void {
  ipcMain.handle(`cairn:${channel}`, async (event, input: unknown) => {
    if (!isOwnPage(event.senderFrame)) throw new CairnError('forbidden', `The call ${channel} is refused: it did not come from Cairn's own page.`);
    const parsed = NATIVE[channel].safeParse(input);
    if (!parsed.success) throw new CairnError('invalid_input', `The call ${channel} is refused: its arguments have the wrong shape.`);
    return handle(parsed.data as z.infer<(typeof NATIVE)[C]>, event);
  });
}

function windowOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (!window) throw new CairnError('cancelled', 'The window was closed before the call was answered.');
  return window;
}
