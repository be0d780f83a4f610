// The one command registry: the native menu, the palette, the keys and the buttons all read these names.
import { z } from 'zod';

interface AppCommand {
  readonly title: string;
  /** Electron accelerator syntax; `Mod` is Command or Control. */
  readonly key?: string;
  readonly menu?: 'File' | 'Edit' | 'View' | 'Go' | 'Help';
  /** Where it can run: always, or only on a view that offers it. */
  readonly needs?: 'version';
}

export const APP_COMMANDS = {
  'version.register': { title: 'Register a model…', key: 'Mod+N', menu: 'File' },
  'folder.register': { title: 'Register a folder…', key: 'Mod+Shift+N', menu: 'File' },
  'logs.import': { title: 'Import training logs…', key: 'Mod+Shift+I', menu: 'File' },
  'bundle.import': { title: 'Import a .cairn file…', menu: 'File' },
  'bundle.export': { title: 'Export to a .cairn file…', menu: 'File' },
  'model.new': { title: 'New registered model…', key: 'Mod+Shift+M', menu: 'File' },
  'run.new': { title: 'New run…', menu: 'File' },
  'sample.open': { title: 'Open the MNIST sample', menu: 'Help' },
  'sample.remove': { title: 'Remove the MNIST sample', menu: 'Help' },
  'version.download': { title: 'Download version…', key: 'Mod+S', menu: 'File', needs: 'version' },
  'version.reveal': { title: 'Reveal in folder', key: 'Mod+Shift+R', menu: 'File', needs: 'version' },
  'alias.set': { title: 'Set alias…', key: 'Mod+Shift+A', menu: 'Edit', needs: 'version' },
  'version.promote': { title: 'Promote version…', key: 'Mod+Shift+P', menu: 'Edit', needs: 'version' },
  'alias.rollBack': { title: 'Roll back an alias…', key: 'Mod+Shift+B', menu: 'Edit' },
  'history.asOf': { title: 'As of a past moment…', key: 'Mod+Shift+H', menu: 'View' },
  'model.pin': { title: 'Pin or unpin in the sidebar', menu: 'View' },
  'model.follow': { title: 'Follow, or follow no more', menu: 'View' },
  'version.copyDigest': { title: 'Copy digest', key: 'Mod+Shift+C', menu: 'Edit', needs: 'version' },
  'version.copyReference': { title: 'Copy reference', menu: 'Edit', needs: 'version' },
  'version.link': { title: 'Link version…', key: 'Mod+L', menu: 'File', needs: 'version' },
  'version.verify': { title: 'Verify bytes', menu: 'File', needs: 'version' },
  'palette.open': { title: 'Search or run a command', key: 'Mod+K', menu: 'View' },
  'filter.focus': { title: 'Filter here', key: '/' },
  'sidebar.toggle': { title: 'Toggle sidebar', key: 'Mod+B', menu: 'View' },
  'theme.toggle': { title: 'Switch light and dark', key: 'Mod+Shift+L', menu: 'View' },
  'go.back': { title: 'Back', key: 'Alt+Left', menu: 'Go' },
  'go.forward': { title: 'Forward', key: 'Alt+Right', menu: 'Go' },
  'go.registry': { title: 'Registry', key: 'Mod+1', menu: 'Go' },
  'go.artifacts': { title: 'Artifacts', key: 'Mod+2', menu: 'Go' },
  'go.runs': { title: 'Runs', key: 'Mod+3', menu: 'Go' },
  'go.lineage': { title: 'Lineage', menu: 'Go' },
  'go.reports': { title: 'Reports', menu: 'Go' },
  'report.new': { title: 'New report…', menu: 'File' },
  'lineage.show': { title: 'Show lineage', key: 'Mod+Shift+G', menu: 'View' },
  'compare.open': { title: 'Compare', key: 'Mod+D', menu: 'View' },
  'node.find': { title: 'Find a node', key: 'F' },
  'go.activity': { title: 'Activity', key: 'Mod+4', menu: 'Go' },
  'go.storage': { title: 'Storage', menu: 'Go' },
  'go.sync': { title: 'Sync', key: 'Mod+5', menu: 'Go' },
  'go.contested': { title: 'Resolve contested aliases', menu: 'Go' },
  'go.find': { title: 'Find by query', key: 'Mod+Shift+F', menu: 'Go' },
  'go.settings': { title: 'Settings', key: 'Mod+,', menu: 'File' },
  'help.logs': { title: 'Show logs', menu: 'Help' },
} as const satisfies Record<string, AppCommand>;

export type AppCommandId = keyof typeof APP_COMMANDS;
export const AppCommandId = z.enum(Object.keys(APP_COMMANDS) as [AppCommandId, ...AppCommandId[]]);
export type { AppCommand };
