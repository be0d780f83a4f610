// Where the window was and which theme it had: kept in one small file, and never off every screen.
import { type Rectangle, screen } from 'electron';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { windowData } from './paths.js';

const State = z.object({
  bounds: z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() }).nullable().default(null),
  maximized: z.boolean().default(false),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
});
export type WindowState = z.infer<typeof State>;

export const MIN_SIZE = { width: 900, height: 600 } as const;
const DEFAULT_SIZE = { width: 1440, height: 900 } as const;
const file = join(windowData, 'window.json');

/** What was kept; defaults when the file is missing or not ours. Losing it costs a window position, nothing else. */
export function loadState(): WindowState {
  try {
    return State.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return State.parse({});
  }
}

export function saveState(change: Partial<WindowState>): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ ...loadState(), ...change }));
  renameSync(`${file}.new`, file);
}

/** The kept bounds moved and shrunk into the work area of the nearest live display. */
export function liveBounds(kept: Rectangle | null): Partial<Rectangle> & { width: number; height: number } {
  const area = kept ? screen.getDisplayMatching(kept).workArea : screen.getPrimaryDisplay().workArea;
  const width = Math.max(MIN_SIZE.width, Math.min(kept?.width ?? DEFAULT_SIZE.width, area.width));
  const height = Math.max(MIN_SIZE.height, Math.min(kept?.height ?? DEFAULT_SIZE.height, area.height));
  if (!kept) return { width, height };
  const within = (value: number, from: number, size: number, room: number): number => Math.max(from, Math.min(value, from + room - size));
  return { width, height, x: within(kept.x, area.x, width, area.width), y: within(kept.y, area.y, height, area.height) };
}
