// A key combination as this platform writes it.
import type { ReactNode } from 'react';

const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Left: '←', Right: '→' };
const OTHER: Readonly<Record<string, string>> = { Mod: 'Ctrl', Left: '←', Right: '→' };

function isMac(): boolean {
  return document.documentElement.dataset['platform'] === 'mac';
}

/** `Mod+Shift+N` as "⇧⌘N" or "Ctrl+Shift+N". */
export function keyLabel(accelerator: string): string {
  const mac = isMac();
  const parts = accelerator.split('+').map((part) => (mac ? MAC : OTHER)[part] ?? part);
  return parts.join(mac ? '' : '+');
}

export function Kbd({ keys }: { keys: string }): ReactNode {
  return <kbd className="kbd">{keyLabel(keys)}</kbd>;
}
