// Colours the window has before the page paints, and those of the controls drawn over it.
import { nativeTheme } from 'electron';

/** As in the page's tokens: what lies behind everything, what the title bar is painted with, and its text. */
const COLOURS = {
  light: { background: '#f5f4f2', bar: '#ffffff', symbol: '#1d1b18' },
  dark: { background: '#161514', bar: '#1c1b1a', symbol: '#edebe7' },
} as const;

/** One pixel less than the title bar, so that its hairline stays visible. */
const OVERLAY_HEIGHT = 43;

export const backgroundColor = (): string => COLOURS[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'].background;

export function overlay(): { color: string; symbolColor: string; height: number } {
  const { bar, symbol } = COLOURS[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
  return { color: bar, symbolColor: symbol, height: OVERLAY_HEIGHT };
}
