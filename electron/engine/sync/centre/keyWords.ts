// What an object of a remote is to a person: somebody's operations, the files of a version; its key says that only to a program.
import type { RegistryStore } from '../../store/types.js';

export interface KeyWords {
  readonly what: string;
  /** The name of the device that wrote it, where that is known. */
  readonly device: string | null;
}

/** The name of a device, or the beginning of its key while its name has not arrived. */
export function deviceName(store: RegistryStore, id: string): string {
  return store.devices().find(({ device }) => device === id)?.name || id.slice(0, 12);
}

const collectionName = (store: RegistryStore, id: string): string => store.read.collection(id)?.name ?? id.slice(0, 12);

/** The words for a key of the remote at `url`, or for the digest of a blob; what is none of its known keys stays as it is. */
export function keyWords(store: RegistryStore, url: string, key: string): KeyWords {
  const [folder = '', id = '', place = '', k = ''] = key.split('/');
  const of = (what: (name: string) => string): KeyWords => {
    const device = deviceName(store, id);
    return { what: what(device), device };
  };
  switch (folder) {
    case 'config':
      return { what: url, device: null };
    case 'devices':
      return of((name) => `The record of ${name}`);
    case 'heads':
      return of((name) => `How far ${name} has written`);
    case 'log':
    case 'snap':
      return of((name) => (place === '' ? `What ${name} wrote` : `What ${name} wrote, from its operation ${Number.parseInt(place, 10)} on`));
    case 'claims':
      return { what: place.startsWith('@') ? `Move ${Number(k)} of a protected alias of ${collectionName(store, id)}` : `The claim of ${collectionName(store, id)}:v${Number(place)}`, device: null };
    case 'manifests': {
      const [version] = store.read.versionsByDigest(`b3:${id}`);
      return { what: version ? `The list of files of ${version.ref}` : 'The list of files of a version', device: version?.device ?? null };
    }
  }
  const [holder] = key.startsWith('b3:') ? store.read.versionsOfBlob(key) : [];
  const version = holder === undefined ? undefined : store.read.version(holder);
  return version ? { what: `A file of ${version.ref}`, device: version.device } : { what: key, device: null };
}
