// Keeps every page where it is and without powers: no navigation, no new windows, no webviews, no permissions.
import { app, type Session } from 'electron';
import { ORIGIN } from './scheme.js';
import { holds } from './rules.js';

/** Copying text on a click is the one thing a page may ask the browser for. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Denies every permission of a session, asked for or looked up. */
export function denyPermissions(session: Session): void {
  if (!holds('permissions')) return;
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(ALLOWED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission));
  session.setDevicePermissionHandler(() => false);
}

/** Applies to every web contents there will ever be, whoever creates it. */
export function lockContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    if (holds('navigation')) {
      contents.on('will-navigate', (event) => event.preventDefault());
      contents.on('will-redirect', (event) => event.preventDefault());
      contents.on('will-frame-navigate', (event) => event.preventDefault());
    }
    if (holds('webview')) contents.on('will-attach-webview', (event) => event.preventDefault());
    if (holds('windowOpen')) contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

interface Frame {
  readonly url: string;
  readonly parent: unknown;
}

/** True for a message from the top frame of our own page. */
export function isOwnPage(frame: Frame | null | undefined): boolean {
  if (!holds('sender')) return true;
  return frame != null && frame.parent === null && (frame.url === ORIGIN || frame.url.startsWith(`${ORIGIN}/`));
}
