// Binds what works on every page: going places, the palette, the sidebar, the theme, logs; and the keys for all commands.
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { nativeBridge } from '../../api/bridge.js';
import { runCommand, useCommandHandlers, type CommandHandlers } from '../../state/commands.js';
import { useContests } from '../../state/contests.js';
import { openDialog } from '../../state/dialogs.js';
import { commandOfKey } from '../../state/keys.js';
import { goBack, goForward, navigate, useWindowLocation } from '../../state/location.js';
import { chooseBundle } from '../storage/chooseBundle.js';
import { openView } from '../../state/openView.js';
import { useTray } from '../../state/tray.js';
import { useThemeSetting } from '../../state/themeSetting.js';
import { useViewState } from '../../state/viewState.js';

export function useShellCommands(): void {
  const { canGoBack, canGoForward } = useWindowLocation();
  const { toggleTheme } = useThemeToggle();
  const { contests } = useContests();
  const handlers = useMemo<CommandHandlers>(
    () => ({
      'palette.open': { run: () => useViewState.setState(({ palette }) => ({ palette: !palette })) },
      'sidebar.toggle': { run: () => useViewState.getState().toggleSidebar() },
      'theme.toggle': { run: toggleTheme },
      'go.back': { run: goBack, disabled: canGoBack ? undefined : 'Nothing to go back to' },
      'go.forward': { run: goForward, disabled: canGoForward ? undefined : 'Nothing to go forward to' },
      'go.registry': { run: () => openView({ view: 'registry' }) },
      'go.artifacts': { run: () => openView({ view: 'artifacts' }) },
      'go.storage': { run: () => openView({ view: 'storage' }) },
      'go.sync': { run: () => openView({ view: 'sync' }) },
      'go.runs': { run: () => openView({ view: 'runs' }) },
      'compare.open': { run: () => openView({ view: 'compare', items: useTray.getState().items.map((item) => item.id) }) },
      'go.lineage': { run: () => openView({ view: 'lineage' }) },
      'go.reports': { run: () => openView({ view: 'reports' }) },
      'bundle.import': { run: () => void chooseBundle() },
      'bundle.export': { run: () => openDialog({ kind: 'exportBundle', of: { all: true }, what: 'everything' }) },
      'report.new': { run: () => openDialog({ kind: 'newReport' }) },
      'go.activity': { run: () => openView({ view: 'activity' }) },
      'go.contested': { run: () => openView({ view: 'contested' }), disabled: contests.length > 0 ? undefined : 'No alias is contested' },
      'go.find': { run: () => openView({ view: 'find' }) },
      'go.settings': { run: () => openView({ view: 'settings', section: '' }) },
      'help.logs': { run: () => void nativeBridge().openLogs() },
    }),
    [canGoBack, canGoForward, toggleTheme, contests.length],
  );
  useCommandHandlers(handlers);
  useKeys();
  useNativeEvents();
}

function useThemeToggle(): { toggleTheme: () => void } {
  const { setTheme } = useThemeSetting();
  const scheme = useComputedColorScheme('light');
  return useMemo(() => ({ toggleTheme: () => setTheme(scheme === 'dark' ? 'light' : 'dark') }), [setTheme, scheme]);
}

/** Mouse buttons that browsers and file managers use for back and forward. */
const MOUSE: Readonly<Record<number, () => void>> = { 3: goBack, 4: goForward };

function useKeys(): void {
  useEffect(() => {
    const mac = nativeBridge().info.platform === 'mac';
    const onKeyDown = (event: KeyboardEvent): void => {
      const id = commandOfKey(event, mac);
      if (!id) return;
      // The page answers before the native menu does; a command that cannot run still takes its key.
      event.preventDefault();
      runCommand(id);
    };
    const onMouseUp = (event: MouseEvent): void => {
      const go = MOUSE[event.button];
      if (!go) return;
      event.preventDefault();
      go();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('mouseup', onMouseUp);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('mouseup', onMouseUp);
    };
  }, []);
}

/** Only from here on does a menu entry or a link find somebody who answers: main keeps them until it is told. */
function useNativeEvents(): void {
  useEffect(() => {
    const bridge = nativeBridge();
    const stop = bridge.onEvent((event) => {
      if (event.event === 'navigate') navigate(event.path);
      else if (event.event === 'command') runCommand(event.command);
    });
    void bridge.windowReady();
    return stop;
  }, []);
}
