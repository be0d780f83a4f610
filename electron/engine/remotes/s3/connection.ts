// The sockets to one endpoint: kept alive, through the proxy that the environment names, trusting the authorities a person added.
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { CairnError } from '../../../../shared/contract/errors.js';
import { createLiftingConnector } from './lift.js';

/** More than all that sync, a look at the remote and freeing may ask at once, 32 bodies each: what waited for a socket would count as silence of the store. */
const SOCKETS = 256;
/** A socket that nothing is asked on for this long is closed: one of a remote that was opened anew since, too. */
const IDLE_MS = 30_000;

/** The proxy for a host by the usual variables; undefined for none, or a host that NO_PROXY leaves out. */
export function proxyFor(endpoint: URL, env: NodeJS.ProcessEnv): string | undefined {
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name.toUpperCase()] || undefined;
  const proxy = read(endpoint.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? read('all_proxy');
  if (!proxy) return undefined;
  const host = endpoint.hostname;
  const port = endpoint.port || (endpoint.protocol === 'https:' ? '443' : '80');
  const without = (read('no_proxy') ?? '').split(/[\s,]+/).filter(Boolean);
  const excluded = without.some((rule) => {
    const [name = '', only] = rule.replace(/^\*?\./, '.').split(':');
    if (only !== undefined && only !== port) return false;
    return name === '*' || host === name.replace(/^\./, '') || host.endsWith(name.startsWith('.') ? name : `.${name}`);
  });
  return excluded ? undefined : proxy;
}

/** @throws CairnError invalid_input when the file of a certificate authority cannot be read */
function authorities(file: string | undefined): string[] | undefined {
  if (file === undefined) return undefined;
  try {
    return [...rootCertificates, readFileSync(file, 'utf8')];
  } catch (error) {
    throw new CairnError('invalid_input', `The certificates in ${file} cannot be read.`, { file }, { cause: error });
  }
}

/** An agent for the endpoint. `caFile`, else AWS_CA_BUNDLE, names a PEM file to trust besides the usual authorities. */
export function connect(endpoint: URL, caFile: string | undefined, env: NodeJS.ProcessEnv = process.env, idleMs = IDLE_MS): HttpAgent {
  const proxy = proxyFor(endpoint, env);
  const kept = { keepAlive: true, maxSockets: SOCKETS, maxFreeSockets: SOCKETS, timeout: idleMs };
  if (endpoint.protocol === 'http:') return proxy ? new HttpProxyAgent(proxy, kept) : Object.assign(new HttpAgent(kept), { createConnection: createLiftingConnector() });
  const ca = authorities(caFile ?? env['AWS_CA_BUNDLE']);
  const trusted = ca ? { ca } : {};
  return proxy ? new HttpsProxyAgent(proxy, { ...kept, ...trusted }) : new HttpsAgent({ ...kept, ...trusted });
}
