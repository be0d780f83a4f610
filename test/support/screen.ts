// A virtual screen of one's own, open to every user of this machine. Without a window manager a second window on a screen takes the
// keyboard from the first: apps that are open side by side have one each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export interface Screen {
  /** What DISPLAY must be. */
  readonly display: string;
  end(): Promise<void>;
}

/** It stays when the last window on it closes. @throws when there is no Xvfb */
export async function openScreen(): Promise<Screen> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset', '-ac'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  return {
    display: `:${number.toString().trim()}`,
    async end() {
      server.kill();
      await once(server, 'exit');
    },
  };
}
