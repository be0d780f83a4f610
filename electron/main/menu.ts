// The native menu, made from the one command registry. Choosing an entry tells the page; it alone knows what to do.
import { Menu, type MenuItemConstructorOptions, app } from 'electron';
import { type AppCommand, APP_COMMANDS, type AppCommandId } from '../../shared/contract/appCommands.js';

type Entry = MenuItemConstructorOptions;

const EDIT_ROLES: readonly Entry[] = [
  { role: 'undo' },
  { role: 'redo' },
  { type: 'separator' },
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'selectAll' },
  { type: 'separator' },
];
const ZOOM_ROLES: readonly Entry[] = [{ type: 'separator' }, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }];

export function setMenu(send: (command: AppCommandId) => void): void {
  const mac = process.platform === 'darwin';
  const entries = (menu: AppCommand['menu']): Entry[] =>
    (Object.entries(APP_COMMANDS) as [AppCommandId, AppCommand][])
      .filter(([, command]) => command.menu === menu)
      .map(([id, { title, key }]) => ({
        id,
        label: title,
        ...(key ? { accelerator: key.replace('Mod', 'CommandOrControl') } : {}),
        click: () => send(id),
      }));
  const developer: Entry[] = app.isPackaged ? [] : [{ type: 'separator' }, { role: 'reload', accelerator: '' }, { role: 'toggleDevTools' }];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: 'appMenu' } satisfies Entry] : []),
      { label: 'File', submenu: [...entries('File'), { type: 'separator' }, { role: mac ? 'close' : 'quit' }] },
      { label: 'Edit', submenu: [...EDIT_ROLES, ...entries('Edit')] },
      { label: 'View', submenu: [...entries('View'), ...ZOOM_ROLES, ...developer] },
      { label: 'Go', submenu: entries('Go') },
      { role: 'windowMenu' },
      { label: 'Help', role: 'help', submenu: entries('Help') },
    ]),
  );
}
