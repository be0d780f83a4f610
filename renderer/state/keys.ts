// Keys of commands: how an accelerator is matched against a key press.
import { APP_COMMANDS, type AppCommand, type AppCommandId } from '../../shared/contract/appCommands.js';

const NAMED: Readonly<Record<string, string>> = { Left: 'ArrowLeft', Right: 'ArrowRight', Up: 'ArrowUp', Down: 'ArrowDown' };

/** Whether a press is this accelerator. `Mod` is Command on a Mac and Control elsewhere. */
export function matchesKey(accelerator: string, event: KeyboardEvent, mac: boolean): boolean {
  const parts = accelerator.split('+');
  const key = parts.pop() ?? '';
  const mod = parts.includes('Mod');
  if (event.ctrlKey !== (mod && !mac) || event.metaKey !== (mod && mac)) return false;
  if (event.altKey !== parts.includes('Alt')) return false;
  if (parts.length > 0 && event.shiftKey !== parts.includes('Shift')) return false;
  return event.key.toLowerCase() === (NAMED[key] ?? key).toLowerCase();
}

/** The command a press stands for, or undefined. While typing, plain keys and the Mac's word jumps belong to the text. */
export function commandOfKey(event: KeyboardEvent, mac: boolean): AppCommandId | undefined {
  if (event.defaultPrevented || event.isComposing) return undefined;
  const typing = isTyping(event.target);
  for (const id of Object.keys(APP_COMMANDS) as AppCommandId[]) {
    const { key }: AppCommand = APP_COMMANDS[id];
    if (!key || !matchesKey(key, event, mac)) continue;
    if (typing && (!key.includes('Mod') && !(key.startsWith('Alt') && !mac))) return undefined;
    return id;
  }
  return undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
