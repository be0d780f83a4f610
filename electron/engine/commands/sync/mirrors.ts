// remotes.*Mirror and promote: another storage that holds a copy of a remote, and what it is for on the day when that one is gone.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Mirrored, MirrorRow, RemoteRow, RemoteTarget } from '../../../../shared/contract/remotes.js';
import { mirrorRow, remoteRow, type StoredMirror, type StoredRemote } from '../../sync/centre/remotesFile.js';
import { promoteMirror } from '../../sync/config.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { forgetSecrets, keepSecrets, meant, named, openMeant, refuseFailed, report } from './remotes.js';

function mirrorNamed({ remotes }: EngineContext, name: string): { stored: StoredRemote; mirror: StoredMirror } {
  for (const stored of remotes.list()) {
    const mirror = stored.mirrors.find((each) => each.name === name || each.url === name);
    if (mirror) return { stored, mirror };
  }
  throw new CairnError('not_found', `There is no mirror "${name}".`, { mirror: name });
}

export async function addMirror(engine: EngineContext, { name, mirror, target }: { readonly name: string; readonly mirror: string; readonly target: RemoteTarget }, signal?: AbortSignal): Promise<MirrorRow> {
  const { remotes, ports } = engine;
  const stored = named(engine, name);
  if (remotes.list().some((each) => each.name === mirror || each.mirrors.some((other) => other.name === mirror))) throw new CairnError('name_taken', `Adding the mirror failed: one is called "${mirror}" already. Choose another name.`, { name: mirror });
  const what = await meant(engine, target);
  const remote = await openMeant(engine, what, signal);
  const found = await report(engine, remote, false, signal);
  refuseFailed(found);
  if (!found.writable) throw new CairnError('forbidden', `Adding ${found.url} as a mirror failed: it can be read and not written from here.`, { report: found });
  if (found.registry !== null && !(found.mirror && found.registry === stored.registry)) throw new CairnError('forbidden', `Adding ${found.url} as a mirror failed: a registry lives there already. Choose an empty folder or prefix.`, { registry: found.registry });
  const added: StoredMirror = { name: mirror, url: remote.url, mode: found.mode, added: ports.clock.now(), secrets: await keepSecrets(engine, mirror, what.secrets), last: null, problem: null, code: null };
  remotes.change(stored.name, (now) => ({ ...now, mirrors: [...now.mirrors, added] }));
  engine.cache.sync.log({ at: ports.clock.now(), level: 'info', registry: stored.registry, text: `${mirror} is a mirror of ${stored.name} from now on: ${remote.url}` });
  return mirrorRow(added);
}

export async function removeMirror(engine: EngineContext, { mirror: name }: { readonly mirror: string }): Promise<MirrorRow> {
  const { stored, mirror } = mirrorNamed(engine, name);
  engine.remotes.change(stored.name, (now) => ({ ...now, mirrors: now.mirrors.filter((each) => each.name !== mirror.name) }));
  await forgetSecrets(engine, mirror);
  return mirrorRow(mirror);
}

export function copyMirror(engine: EngineContext, { mirror: name }: { readonly mirror: string }, signal?: AbortSignal): Promise<Mirrored> {
  const { stored, mirror } = mirrorNamed(engine, name);
  return engine.sync.mirror(stored.registry, mirror.name, signal);
}

export async function promote(engine: EngineContext, { name }: { readonly name: string }, signal?: AbortSignal): Promise<RemoteRow> {
  const stored = named(engine, name);
  const remote = await openMeant(engine, await meant(engine, { name: stored.name }), signal);
  const found = await report(engine, remote, false, signal);
  refuseFailed(found);
  if (!stored.mirror) throw new CairnError('invalid_input', `Promoting "${stored.name}" failed: it is no mirror, and is written to already.`, { name: stored.name });
  if (!found.writable) throw new CairnError('forbidden', `Promoting "${stored.name}" failed: it can be read and not written from here. ${found.url.startsWith('file:') ? 'See who may write to the folder' : 'Give other keys with "cairn remote set"'}.`, { name: stored.name });
  if (found.mirror) await promoteMirror(remote, registryNamed(engine, stored.registry).device.id, signal);
  const next = engine.remotes.change(stored.name, (now) => ({ ...now, mirror: false, writable: true, mode: found.mode, report: { ...found, mirror: false } }));
  engine.cache.sync.log({ at: engine.ports.clock.now(), level: 'info', registry: stored.registry, text: `${stored.name} was a mirror, and is the home of its registry from now on: ${stored.url}` });
  return remoteRow(next);
}
