// remotes.*: adding, trying out and leaving the storage that registries live in.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { RemoteAdded, RemoteKindInfo, RemoteLeft, RemoteReport, RemoteRow, RemoteTarget, RemoteTestEvent, SecretsPlace } from '../../../../shared/contract/remotes.js';
import { probeRemote, type Probe } from '../../remotes/probe.js';
import { kindOfUrl, openRemote, REMOTE_KINDS } from '../../remotes/registry.js';
import type { Remote, RemoteSecrets } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import { remoteRow, secretName, type StoredRemote } from '../../sync/centre/remotesFile.js';
import { pendingOf } from '../../sync/centre/pending.js';
import { secretsOf } from '../../sync/centre/session.js';
import { MIRROR_FEATURE, readConfig, writeConfig } from '../../sync/config.js';
import { HEADS_PREFIX } from '../../sync/keys.js';
import { lastRemote } from '../../sync/marks.js';
import { meetsOthers } from '../../sync/meeting.js';
import { listAll } from '../../sync/listAll.js';
import { modeOf, sayMode } from '../../sync/storeMode.js';
import type { EngineContext } from '../context.js';
import { noteLeft, registryNamed } from '../registryNamed.js';
import { withRemote } from '../storage/roots.js';

/** What a form says of a secret besides its own words: what will become of it here. */
const KEPT: Readonly<Record<SecretsPlace['kept'], string>> = { keychain: 'Kept in the keychain.', file: 'Kept in a file that only you can read.' };

export async function remoteKinds({ ports }: EngineContext): Promise<RemoteKindInfo[]> {
  const { kept } = await ports.secrets.place();
  return REMOTE_KINDS.filter(({ offered }) => offered).map(({ id, title, description, fields, presets }) => ({
    id,
    title,
    description,
    fields: fields.map((field) => ({ ...field, help: field.kind === 'secret' ? `${KEPT[kept]} ${field.help}`.trim() : field.help, options: [...field.options] })),
    presets: presets.map((preset) => ({ ...preset, values: { ...preset.values } })),
  }));
}

interface Meant {
  readonly url: string;
  /** It is a remote of this device already. */
  readonly existing?: boolean;
  readonly secrets: RemoteSecrets;
}

/** The URL and the keys that a target means. @throws CairnError not_found, invalid_input naming the field */
export async function meant(engine: EngineContext, target: RemoteTarget): Promise<Meant> {
  if ('name' in target) {
    const stored = named(engine, target.name);
    return { url: stored.url, secrets: await secretsOf(engine.ports.secrets, stored), existing: true };
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

export function named({ remotes }: EngineContext, name: string): StoredRemote {
  const known = remotes.list();
  const found = known.find((remote) => remote.name === name || remote.registry === name || remote.url === name);
  if (!found) throw new CairnError('not_found', `There is no remote "${name}". ${known.length > 0 ? `Known: ${known.map((remote) => remote.name).join(', ')}.` : 'None was added yet.'}`, { remote: name });
  return found;
}

/** What a device finds that joins others: it does not write to the disk that they wrote to. */
function apart(probe: Probe): Probe {
  const message = 'The folder on this computer is not the one that other devices wrote to, but a copy: a program copies it between computers. One device gives the numbers (mode single).';
  return { ...probe, mode: 'single', checks: probe.checks.map((check) => (check.id === 'conditional' ? { ...check, state: 'warning', message } : check)) };
}

/** @param joins it is not known here yet */
export async function report(engine: EngineContext, remote: Remote, joins: boolean, signal?: AbortSignal): Promise<RemoteReport> {
  const { clock, random } = engine.ports;
  const tried = await probeRemote(remote, { random, nowMs: () => clock.now(), ...(signal ? { signal } : {}) });
  const probe = joins && tried.mode === 'cas' && (await meetsOthers(remote, signal)) === false ? apart(tried) : tried;
  const reached = probe.checks.every(({ id, state }) => id !== 'reach' || state !== 'failed');
  const config = reached ? await readConfig(remote, signal) : undefined;
  const registry = config?.registry ?? null;
  const devices = registry === null ? 0 : (await listAll(remote, HEADS_PREFIX, signal)).length;
  return { mirror: config?.features.includes(MIRROR_FEATURE) ?? false, url: remote.url, ok: probe.checks.every(({ state }) => state !== 'failed'), ...probe, checks: [...probe.checks], registry, devices, at: clock.now() };
}

export async function openMeant(engine: EngineContext, { url, secrets, existing = false }: Meant, signal?: AbortSignal): Promise<Remote> {
  const { clock, random } = engine.ports;
  return openRemote(url, { secrets, clock, random, existing, ...(signal ? { signal } : {}) });
}

/** What could not even be opened is a report too. */
export async function* testRemote(engine: EngineContext, target: RemoteTarget, signal?: AbortSignal): AsyncGenerator<RemoteTestEvent, void, void> {
  const what = await meant(engine, target);
  let found: RemoteReport;
  try {
    // One that could only be read is met anew: how it decides was never tried.
    const joins = !('name' in target) || !named(engine, target.name).writable;
    found = await report(engine, await openMeant(engine, what, signal), joins, signal);
  } catch (error) {
    if (!(error instanceof CairnError) || error.code === 'invalid_input') throw error;
    found = { url: what.url, ok: false, checks: [{ id: 'reach', state: 'failed', message: error.message, code: error.code }], mode: 'single', writable: false, clockOffsetMs: null, up: null, down: null, registry: null, devices: 0, mirror: false, at: engine.ports.clock.now() };
  }
  for (const check of found.checks) yield { event: 'check', check };
  if ('name' in target) {
    if (found.ok) engine.remotes.change(named(engine, target.name).name, (now) => ({ ...now, report: found, writable: found.writable && !found.mirror, mirror: found.mirror, mode: found.writable && (now.mode === 'cas' || !now.writable) ? found.mode : now.mode }));
  }
  yield { event: 'done', report: found };
}

/** @throws the error that the report amounts to */
export function refuseFailed(found: RemoteReport): void {
  const failed = found.checks.find(({ state }) => state === 'failed');
  if (!failed) return;
  throw new CairnError(failed.code ?? (failed.id === 'lifecycle' ? 'invalid_input' : 'forbidden'), `Adding ${found.url} failed: ${failed.message}`, { report: found, check: failed.id });
}

/** True when this computer holds nothing yet: no collection, run or version in its only registry. */
function isEmpty({ registries }: EngineContext): boolean {
  const [only] = registries;
  if (registries.length !== 1 || !only) return false;
  const { models, artifacts, runs, versions } = only.read.counts();
  return models + artifacts + runs + versions === 0;
}

export async function keepSecrets(engine: EngineContext, name: string, secrets: RemoteSecrets): Promise<string[]> {
  for (const [secret, value] of Object.entries(secrets)) await engine.ports.secrets.set(secretName(name, secret), value);
  return Object.keys(secrets);
}

export async function forgetSecrets({ ports }: EngineContext, { name, secrets }: Pick<StoredRemote, 'name' | 'secrets'>): Promise<void> {
  for (const secret of secrets) await ports.secrets.delete(secretName(name, secret));
}

export async function addRemote(engine: EngineContext, { name, target }: { readonly name: string; readonly target: RemoteTarget }, signal?: AbortSignal): Promise<RemoteAdded> {
  const { remotes, ports } = engine;
  if (remotes.list().some((remote) => remote.name === name)) throw new CairnError('name_taken', `Adding the remote failed: one is called "${name}" already. Choose another name, or take that one off first.`, { name });
  const what = await meant(engine, target);
  const remote = await openMeant(engine, what, signal);
  const found = await report(engine, remote, true, signal);
  refuseFailed(found);
  const holder = remotes.list().find(({ registry }) => registry === found.registry);
  if (holder) throw new CairnError('name_taken', `Adding the remote failed: its registry is here already, as "${holder.name}".`, { name: holder.name });
  if (found.registry === null && !found.writable) throw new CairnError('forbidden', `Adding ${found.url} failed: no registry lives there, and none can be made with read-only access.`, { report: found });
  const becameHome = isEmpty(engine);
  const own = Buffer.from(ports.random.bytes(16)).toString('hex');
  const { registry } = (await readConfig(remote, signal)) ?? (await writeConfig(remote, own, ports.random, signal));
  const stored: StoredRemote = { name, url: remote.url, registry, mode: found.mode, writable: found.writable && !found.mirror, mirror: found.mirror, added: ports.clock.now(), secrets: await keepSecrets(engine, name, what.secrets), report: found, mirrors: [] };
  engine.addRegistry(registry, remote.url);
  remotes.put(stored);
  if (becameHome) engine.useRegistry(registry);
  engine.cache.sync.log({ at: ports.clock.now(), level: 'info', registry, text: `${name} was added: ${remote.url}` });
  return { remote: remoteRow(stored), report: found, becameHome: becameHome || engine.registry.id === registry, created: registry === own };
}

/** True where the owner says so, and it was not found out. */
const statesMode = (url: string, mode: RemoteRow['mode']): boolean => new URL(url).searchParams.get('mode') === mode;

/** With `mode=cas` in its URL, and the test passed, the storage decides again where the log said that it does not. */
export async function updateRemote(engine: EngineContext, { name, target }: { readonly name: string; readonly target: RemoteTarget }, signal?: AbortSignal): Promise<RemoteRow> {
  const stored = named(engine, name);
  const what = await meant(engine, target);
  // Keys that are not given again stay.
  const secrets = await secretsOf(engine.ports.secrets, stored, what.secrets);
  const found = await report(engine, await openMeant(engine, { url: what.url, secrets }, signal), false, signal);
  refuseFailed(found);
  if (found.registry !== null && found.registry !== stored.registry) throw new CairnError('forbidden', `Changing "${name}" failed: another registry lives at ${found.url}. Add it as a remote of its own.`, { registry: found.registry });
  named(engine, stored.name);
  await keepSecrets(engine, stored.name, what.secrets);
  const next = engine.remotes.change(stored.name, (now) => ({
    ...now,
    url: found.url,
    mode: found.mode,
    writable: found.writable && !found.mirror,
    mirror: found.mirror,
    report: found,
    secrets: Object.keys(secrets),
    mirrors: now.mirrors.filter(({ url }) => url !== found.url),
  }));
  for (const mirror of stored.mirrors) if (mirror.url === found.url) await forgetSecrets(engine, mirror);
  const store = engine.registries.find(({ id }) => id === stored.registry);
  const remoteId = store && lastRemote(store);
  if (store && remoteId !== undefined && found.mode === 'cas' && statesMode(found.url, 'cas')) sayMode({ store, actor: engine.actor() }, remoteId, 'cas');
  return rowOf(engine, next);
}

function waitingWords(ops: number, claims: number): string {
  const said = [ops > 0 ? `${ops} ${ops === 1 ? 'operation' : 'operations'}` : '', claims > 0 ? `${claims} ${claims === 1 ? 'number or move of a protected alias' : 'numbers or moves of protected aliases'}` : ''];
  return said.filter((part) => part !== '').join(' and ');
}

/** Files of live versions: each blob with its bytes. */
const liveBlobs = ({ read }: RegistryStore): Map<Digest, number> => new Map(read.blobUses().flatMap(({ blob, bytes, deleted }) => (deleted ? [] : [[blob, bytes] as const])));

/** Bytes of files of live versions that only the remote has. */
function absentBytes(engine: EngineContext, store: RegistryStore): number {
  const bytesOf = liveBlobs(store);
  for (const other of withRemote(engine)) if (other.id !== store.id) for (const blob of liveBlobs(other).keys()) bytesOf.delete(blob);
  const here = engine.cache.has([...bytesOf.keys()]);
  return [...bytesOf.values()].reduce((sum, bytes, index) => sum + (here[index] ? 0 : bytes), 0);
}

/** Devices that are left get their numbers from this one. */
function givesNumbers(store: RegistryStore, { mode }: StoredRemote): boolean {
  const own = store.device.id;
  return modeOf(store, mode) === 'single' && store.read.numberingRole()?.device === own && store.devices().some(({ device, lastAccepted }) => device !== own && lastAccepted === null);
}

export async function removeRemote(engine: EngineContext, { name, force, dryRun }: { readonly name: string; readonly force: boolean; readonly dryRun: boolean }): Promise<RemoteLeft> {
  const stored = named(engine, name);
  const store = engine.registries.find(({ id }) => id === stored.registry);
  const { clock, random } = engine.ports;
  const { ops, claims } = store ? pendingOf({ store, actor: engine.actor(), clock, random }) : { ops: 0, claims: 0 };
  const waiting = ops + claims;
  const left = { name: stored.name, registry: stored.registry, ops, claims, waiting, absent: store ? absentBytes(engine, store) : 0, numbering: store !== undefined && givesNumbers(store, stored), mirrors: stored.mirrors.map((mirror) => mirror.name) };
  if (dryRun) return left;
  if (waiting > 0 && !force) throw new CairnError('held', `Leaving "${stored.name}" failed: ${waitingWords(ops, claims)} made here ${waiting === 1 ? 'has' : 'have'} not been sent or settled. Sync first, or leave with --force; they stay on this computer.`, { waiting });
  if (store) noteLeft(store, engine.actor(), stored.name);
  engine.remotes.remove(stored.name);
  for (const each of [stored, ...stored.mirrors]) await forgetSecrets(engine, each);
  engine.cache.sync.log({ at: clock.now(), level: 'info', registry: stored.registry, text: `${stored.name} was left: ${stored.url}` });
  return left;
}

export function takeNumbering(engine: EngineContext, { name }: { readonly name: string }): { name: string; device: string; epoch: number } {
  const stored = named(engine, name);
  if (rowOf(engine, stored).mode === 'cas') throw new CairnError('invalid_input', `Taking over the numbers of "${stored.name}" failed: its storage decides who gets which, so no device has to.`, { name: stored.name });
  const store = registryNamed(engine, stored.registry);
  const role = store.read.numberingRole();
  if (role?.device === store.device.id) return { name: stored.name, ...role };
  const epoch = (role?.epoch ?? -1) + 1;
  store.write(engine.actor(), (tx) => void tx.append({ kind: 'role', body: { role: 'numbering', epoch, device: store.device.id } }));
  return { name: stored.name, device: store.device.id, epoch };
}

/** With the mode that the registry goes by. */
function rowOf({ registries }: EngineContext, stored: StoredRemote): RemoteRow {
  const store = registries.find(({ id }) => id === stored.registry);
  return { ...remoteRow(stored), mode: store ? modeOf(store, stored.mode) : stored.mode };
}

export function remoteRows(engine: EngineContext): RemoteRow[] {
  return engine.remotes.list().filter(({ url }) => REMOTE_KINDS.includes(kindOfUrl(url))).map((stored) => rowOf(engine, stored));
}
