// remotes.*: adding, trying out and leaving the storage that registries live in.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { RemoteAdded, RemoteKindInfo, RemoteReport, RemoteRow, RemoteTarget, RemoteTestEvent } from '../../../../shared/contract/remotes.js';
import { probeRemote } from '../../remotes/probe.js';
import { kindOfUrl, openRemote, REMOTE_KINDS } from '../../remotes/registry.js';
import type { Remote, RemoteSecrets } from '../../remotes/types.js';
import { remoteRow, secretName, type StoredRemote } from '../../sync/centre/remotesFile.js';
import { pendingOf } from '../../sync/centre/pending.js';
import { secretsOf } from '../../sync/centre/session.js';
import { readConfig, writeConfig } from '../../sync/config.js';
import { HEADS_PREFIX } from '../../sync/keys.js';
import { listAll } from '../../sync/listAll.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';

export const remoteKinds = (): RemoteKindInfo[] =>
  REMOTE_KINDS.filter(({ offered }) => offered).map(({ id, title, description, fields, presets }) => ({
    id,
    title,
    description,
    fields: fields.map((field) => ({ ...field, options: [...field.options] })),
    presets: presets.map((preset) => ({ ...preset, values: { ...preset.values } })),
  }));

interface Meant {
  readonly url: string;
  readonly secrets: RemoteSecrets;
}

/** The URL and the keys that a target means. @throws CairnError not_found, invalid_input naming the field */
async function meant(engine: EngineContext, target: RemoteTarget): Promise<Meant> {
  if ('name' in target) {
    const stored = named(engine, target.name);
    return { url: stored.url, secrets: await secretsOf(engine.ports.secrets, stored) };
  }
  if ('url' in target) return { url: target.url.trim(), secrets: target.secrets };
  const kind = REMOTE_KINDS.find(({ id, offered }) => id === target.kind && offered);
  if (!kind) throw new CairnError('invalid_input', `There is no kind of remote "${target.kind}".`, { kind: target.kind });
  const missing = kind.fields.find(({ name, required }) => required && !target.values[name]?.trim());
  if (missing) throw new CairnError('invalid_input', `${missing.label}: it is missing.`, { field: missing.name });
  const secret = new Set(kind.fields.filter((field) => field.kind === 'secret').map(({ name }) => name));
  const given = Object.entries(target.values).filter(([, value]) => value.trim() !== '');
  return {
    url: kind.toUrl(Object.fromEntries(given.filter(([name]) => !secret.has(name)))),
    secrets: Object.fromEntries(given.filter(([name]) => secret.has(name)).map(([name, value]) => [name, value.trim()])),
  };
}

function named({ remotes }: EngineContext, name: string): StoredRemote {
  const known = remotes.list();
  const found = known.find((remote) => remote.name === name || remote.registry === name || remote.url === name);
  if (!found) throw new CairnError('not_found', `There is no remote "${name}". ${known.length > 0 ? `Known: ${known.map((remote) => remote.name).join(', ')}.` : 'None was added yet.'}`, { remote: name });
  return found;
}

async function report(engine: EngineContext, remote: Remote, signal?: AbortSignal): Promise<RemoteReport> {
  const { clock, random } = engine.ports;
  const probe = await probeRemote(remote, { random, nowMs: () => clock.now(), ...(signal ? { signal } : {}) });
  const reached = probe.checks.every(({ id, state }) => id !== 'reach' || state !== 'failed');
  let registry: string | null = null;
  let devices = 0;
  if (reached) {
    registry = (await readConfig(remote, signal))?.registry ?? null;
    devices = registry === null ? 0 : (await listAll(remote, HEADS_PREFIX, signal)).length;
  }
  return { url: remote.url, ok: probe.checks.every(({ state }) => state !== 'failed'), ...probe, checks: [...probe.checks], registry, devices, at: clock.now() };
}

async function openMeant(engine: EngineContext, { url, secrets }: Meant, signal?: AbortSignal): Promise<Remote> {
  const { clock, random } = engine.ports;
  return openRemote(url, { secrets, clock, random, ...(signal ? { signal } : {}) });
}

/** What could not even be opened is a report too. */
export async function* testRemote(engine: EngineContext, target: RemoteTarget, signal?: AbortSignal): AsyncGenerator<RemoteTestEvent, void, void> {
  const what = await meant(engine, target);
  let found: RemoteReport;
  try {
    found = await report(engine, await openMeant(engine, what, signal), signal);
  } catch (error) {
    if (!(error instanceof CairnError) || error.code === 'invalid_input') throw error;
    found = { url: what.url, ok: false, checks: [{ id: 'reach', state: 'failed', message: error.message }], mode: 'single', writable: false, clockOffsetMs: null, up: null, down: null, registry: null, devices: 0, at: engine.ports.clock.now() };
  }
  for (const check of found.checks) yield { event: 'check', check };
  if ('name' in target) {
    const stored = named(engine, target.name);
    if (found.ok) engine.remotes.put({ ...stored, report: found, writable: found.writable, mode: stored.mode === 'cas' ? found.mode : stored.mode });
  }
  yield { event: 'done', report: found };
}

/** @throws the error that the report amounts to */
function refuseFailed(found: RemoteReport): void {
  const failed = found.checks.find(({ state }) => state === 'failed');
  if (!failed) return;
  const code = failed.id === 'reach' ? 'offline' : failed.id === 'lifecycle' ? 'invalid_input' : 'forbidden';
  throw new CairnError(code, `Adding ${found.url} failed: ${failed.message}`, { report: found, check: failed.id });
}

/** True when this computer holds nothing yet: no collection, run or version in its only registry. */
function isEmpty({ registries }: EngineContext): boolean {
  const [only] = registries;
  if (registries.length !== 1 || !only) return false;
  const { models, artifacts, runs, versions } = only.read.counts();
  return models + artifacts + runs + versions === 0;
}

async function keepSecrets(engine: EngineContext, name: string, secrets: RemoteSecrets): Promise<string[]> {
  for (const [secret, value] of Object.entries(secrets)) await engine.ports.secrets.set(secretName(name, secret), value);
  return Object.keys(secrets);
}

export async function addRemote(engine: EngineContext, { name, target }: { readonly name: string; readonly target: RemoteTarget }, signal?: AbortSignal): Promise<RemoteAdded> {
  const { remotes, ports } = engine;
  if (remotes.list().some((remote) => remote.name === name)) throw new CairnError('name_taken', `Adding the remote failed: one is called "${name}" already. Choose another name, or take that one off first.`, { name });
  const what = await meant(engine, target);
  const remote = await openMeant(engine, what, signal);
  const found = await report(engine, remote, signal);
  refuseFailed(found);
  const holder = remotes.list().find(({ registry }) => registry === found.registry);
  if (holder) throw new CairnError('name_taken', `Adding the remote failed: its registry is here already, as "${holder.name}".`, { name: holder.name });
  if (found.registry === null && !found.writable) throw new CairnError('forbidden', `Adding ${found.url} failed: no registry lives there, and none can be made with read-only access.`, { report: found });
  const becameHome = isEmpty(engine);
  const own = Buffer.from(ports.random.bytes(16)).toString('hex');
  const { registry } = (await readConfig(remote, signal)) ?? (await writeConfig(remote, own, ports.random, signal));
  const stored: StoredRemote = { name, url: remote.url, registry, mode: found.mode, writable: found.writable, added: ports.clock.now(), secrets: await keepSecrets(engine, name, what.secrets), report: found };
  engine.addRegistry(registry, remote.url);
  remotes.put(stored);
  if (becameHome) engine.useRegistry(registry);
  engine.cache.sync.log({ at: ports.clock.now(), level: 'info', registry, text: `${name} was added: ${remote.url}` });
  return { remote: remoteRow(stored), report: found, becameHome, created: registry === own };
}

export async function updateRemote(engine: EngineContext, { name, target }: { readonly name: string; readonly target: RemoteTarget }, signal?: AbortSignal): Promise<RemoteRow> {
  const stored = named(engine, name);
  const what = await meant(engine, target);
  // Keys that are not given again stay.
  const secrets = { ...(await secretsOf(engine.ports.secrets, stored)), ...what.secrets };
  const found = await report(engine, await openMeant(engine, { url: what.url, secrets }, signal), signal);
  refuseFailed(found);
  if (found.registry !== null && found.registry !== stored.registry) throw new CairnError('forbidden', `Changing "${name}" failed: another registry lives at ${found.url}. Add it as a remote of its own.`, { registry: found.registry });
  const next: StoredRemote = { ...stored, url: found.url, mode: found.mode, writable: found.writable, report: found, secrets: await keepSecrets(engine, stored.name, secrets) };
  engine.remotes.put(next);
  return remoteRow(next);
}

function waitingWords(ops: number, claims: number): string {
  const said = [ops > 0 ? `${ops} ${ops === 1 ? 'operation' : 'operations'}` : '', claims > 0 ? `${claims} ${claims === 1 ? 'number or move of a protected alias' : 'numbers or moves of protected aliases'}` : ''];
  return said.filter((part) => part !== '').join(' and ');
}

export async function removeRemote(engine: EngineContext, { name, force }: { readonly name: string; readonly force: boolean }): Promise<{ name: string; registry: string; waiting: number }> {
  const stored = named(engine, name);
  const store = engine.registries.find(({ id }) => id === stored.registry);
  const { clock, random } = engine.ports;
  const { ops, claims } = store ? pendingOf({ store, actor: engine.actor(), clock, random }) : { ops: 0, claims: 0 };
  const waiting = ops + claims;
  if (waiting > 0 && !force) throw new CairnError('held', `Leaving "${stored.name}" failed: ${waitingWords(ops, claims)} made here ${waiting === 1 ? 'has' : 'have'} not been sent or settled. Sync first, or leave with --force; they stay on this computer.`, { waiting });
  engine.remotes.remove(stored.name);
  for (const secret of stored.secrets) await engine.ports.secrets.delete(secretName(stored.name, secret));
  engine.cache.sync.log({ at: clock.now(), level: 'info', registry: stored.registry, text: `${stored.name} was left: ${stored.url}` });
  return { name: stored.name, registry: stored.registry, waiting };
}

export function takeNumbering(engine: EngineContext, { name }: { readonly name: string }): { name: string; device: string; epoch: number } {
  const stored = named(engine, name);
  if (stored.mode === 'cas') throw new CairnError('invalid_input', `Taking over the numbers of "${stored.name}" failed: its storage decides who gets which, so no device has to.`, { name: stored.name });
  const store = registryNamed(engine, stored.registry);
  const role = store.read.numberingRole();
  if (role?.device === store.device.id) return { name: stored.name, ...role };
  const epoch = (role?.epoch ?? -1) + 1;
  store.write(engine.actor(), (tx) => void tx.append({ kind: 'role', body: { role: 'numbering', epoch, device: store.device.id } }));
  return { name: stored.name, device: store.device.id, epoch };
}

export function remoteRows({ remotes }: EngineContext): RemoteRow[] {
  return remotes.list().filter(({ url }) => REMOTE_KINDS.includes(kindOfUrl(url))).map(remoteRow);
}
