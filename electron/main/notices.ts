// Notices of the system, for what happened while nobody looked at the window.
import { app, type BrowserWindow, Notification } from 'electron';
import type { FromEngine } from '../host/control.js';
import { log } from './log.js';

/** One that is collected as garbage takes no clicks. */
const shown = new Set<Notification>();

/** Shows nothing to who has the window before them: its page tells. A click opens what it is about. */
export function notify({ title, body, path }: Extract<FromEngine, { type: 'notice' }>, window: BrowserWindow | undefined, open: (path: string) => void): void {
  const seen = window?.isFocused() ?? false;
  log('notice', { shown: !seen });
  if (seen) return;
  const notice = new Notification({ title, body });
  shown.add(notice);
  notice.once('close', () => shown.delete(notice));
  notice.once('click', () => {
    shown.delete(notice);
    open(path);
  });
  notice.show();
  // Whoever wants to know what the system was asked to show listens to this.
  app.emit('cairn:notice', notice);
}
