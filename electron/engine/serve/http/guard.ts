// Who may speak to the loopback server at all: only programs that address it as what it is, and no page of another origin.
import type { IncomingMessage } from 'node:http';
import { CairnError } from '../../../../shared/contract/errors.js';

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses a request whose Host is not this server's own address (a name that was made to point here: DNS rebinding), or that a
 * page of another origin sent. @throws CairnError forbidden
 */
export function checkOrigin({ headers }: Pick<IncomingMessage, 'headers'>, port: number): void {
  const own = NAMES.map((name) => `${name}:${port}`);
  const host = (headers.host ?? '').toLowerCase();
  if (!own.includes(host)) throw new CairnError('forbidden', `This server answers to http://127.0.0.1:${port} alone; the request named the host ${JSON.stringify(host)}.`, { host });
  const { origin } = headers;
  if (origin !== undefined && !own.some((each) => origin === `http://${each}`)) throw new CairnError('forbidden', `Pages of ${origin} may not use this computer's registry.`, { origin });
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw new CairnError('forbidden', "Pages of other sites may not use this computer's registry.", { site });
}

/** The token a request brings: `Authorization: Bearer TOKEN`, or HTTP Basic with the token as password. */
export function tokenOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
  if (/^bearer$/i.test(scheme)) return value || undefined;
  if (!/^basic$/i.test(scheme)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1) || undefined;
}
