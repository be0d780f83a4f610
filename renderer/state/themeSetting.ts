// The theme: the page's own copy paints at once, the engine keeps it, the native side colours the frame.
import { useMantineColorScheme } from '@mantine/core';
import { useCallback, useEffect } from 'react';
import type { Settings } from '../../shared/contract/system.js';
import { nativeBridge } from '../api/bridge.js';
import { useEngine, useEngineState } from '../api/EngineProvider.js';

export type Theme = Settings['theme'];

/** What a person chose in this window: newer than whatever the engine remembers, also where it was asked before and answers late. */
let chosen: Theme | undefined;

/** The theme asked for, and how to change it everywhere. */
export function useThemeSetting(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const engine = useEngine();
  const setTheme = useCallback(
    (theme: Theme) => {
      chosen = theme;
      setColorScheme(theme === 'system' ? 'auto' : theme);
      void nativeBridge().setTheme(theme);
      // The page's copy holds if the engine is away; it is told again when it is back.
      engine.system.setSettings({ theme }).catch(() => undefined);
    },
    [engine, setColorScheme],
  );
  return { theme: colorScheme === 'auto' ? 'system' : colorScheme, setTheme };
}

/** Takes over what the engine remembers, or tells it what was chosen meanwhile, once per life of the engine. */
export function useKeptTheme(): void {
  const engine = useEngine();
  const { life } = useEngineState();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (life === 0) return undefined;
    if (chosen !== undefined) {
      engine.system.setSettings({ theme: chosen }).catch(() => undefined);
      return undefined;
    }
    let gone = false;
    engine.system.settings().then(
      ({ theme }) => {
        if (gone || chosen !== undefined) return;
        setColorScheme(theme === 'system' ? 'auto' : theme);
        void nativeBridge().setTheme(theme);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [engine, life, setColorScheme]);
}
