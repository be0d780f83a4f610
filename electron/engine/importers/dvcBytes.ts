// Where the bytes of what DVC tracks are: in the project's cache, in its folder, else in its remote, then as a reference with their MD5.
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { nameOf, textOf } from './folder.js';
import type { DvcOut } from './dvcProject.js';
import type { FolderView, ImportFile, ImportReference, Tell } from './types.js';

/** Lists of folders are small: some hundred bytes a file. */
const MAX_LIST = 64 * 1024 * 1024;

export interface DvcBytes {
  /** Absolute path -> the names it has in the version. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly references: readonly ImportReference[];
}

export interface DvcPlaces {
  readonly view: FolderView;
  /** Files by their path from what was given. */
  readonly byPath: ReadonlyMap<string, ImportFile>;
  /** The project's root from what was given, `` or with a `/` at its end. */
  readonly root: string;
  /** Address of the default remote, without a `/` at its end; `` where there is none. */
  readonly remote: string;
}

/** `[core] remote = s` and `['remote "s"'] url = ...` of the project's configuration. */
export async function remoteOf(byPath: ReadonlyMap<string, ImportFile>, root: string, tell: Tell): Promise<string> {
  const file = byPath.get(`${root}.dvc/config`);
  const text = file ? ((await textOf(file, tell, MAX_LIST)) ?? '') : '';
  let section = '';
  let chosen = '';
  const urls = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1]?.replace(/^'|'$/g, '').trim() ?? section;
    const [, key = '', value = ''] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section === 'core' && key === 'remote') chosen = value;
    const name = /^remote "(.+)"$/.exec(section)?.[1];
    if (name !== undefined && key === 'url') urls.set(name, value.replace(/\/+$/, ''));
  }
  const url = urls.get(chosen) ?? '';
  // A folder beside the project means nothing on another device.
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : '';
}

const keyOf = (md5: string, legacy: boolean): string => `${legacy ? '' : 'files/md5/'}${md5.slice(0, 2)}/${md5.slice(2)}`;

function cached({ byPath, root }: DvcPlaces, md5: string): ImportFile | undefined {
  return byPath.get(`${root}.dvc/cache/${keyOf(md5, false)}`) ?? byPath.get(`${root}.dvc/cache/${keyOf(md5, true)}`);
}

interface Part {
  readonly md5: string;
  /** Within the version. */
  readonly name: string;
  readonly size: number | null;
  /** Where it lies in the project's folder. */
  readonly place: string;
}

function listed(text: string, out: DvcOut): Part[] {
  const list = JSON.parse(text) as JsonValue;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item): Part[] => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    const { md5, relpath, size } = item;
    return typeof md5 === 'string' && /^[0-9a-f]{32}$/.test(md5) && typeof relpath === 'string' && relpath !== '' ? [{ md5, name: relpath, size: typeof size === 'number' ? size : null, place: `${out.path}/${relpath}` }] : [];
  });
}

async function partsOf(places: DvcPlaces, out: DvcOut, tell: Tell): Promise<Part[] | undefined> {
  if (!out.md5.endsWith('.dir')) return [{ md5: out.md5, name: nameOf(out.path), size: out.size, place: out.path }];
  const list = cached(places, out.md5);
  const text = list && (await textOf(list, tell, MAX_LIST));
  if (text === undefined) return undefined;
  try {
    return listed(text, out);
  } catch {
    tell(`${out.path}`, 'The list of its files in the cache of DVC is no JSON.');
    return undefined;
  }
}

/** `current`: what lies in the project's folder is what was tracked then. Undefined where nothing is known but a folder's digest. */
export async function bytesOf(places: DvcPlaces, out: DvcOut, current: boolean, tell: Tell): Promise<DvcBytes | undefined> {
  const { byPath, root, remote } = places;
  const parts = await partsOf(places, out, tell);
  if (parts === undefined) {
    const own = current ? [...byPath.values()].filter(({ path }) => path.startsWith(`${root}${out.path}/`)) : [];
    if (own.length > 0) return { names: new Map(own.map(({ absolute, path }) => [absolute, [path.slice(`${root}${out.path}/`.length)]])), references: [] };
    return remote === '' ? undefined : { names: new Map(), references: [{ uri: `${remote}/${keyOf(out.md5, out.legacy)}`, path: nameOf(out.path), etag: out.md5, ...(out.size === null ? {} : { size: out.size }) }] };
  }
  const names = new Map<string, string[]>();
  const references: ImportReference[] = [];
  for (const { md5, name, size, place } of parts) {
    const beside = current ? byPath.get(`${root}${place}`) : undefined;
    const file = cached(places, md5) ?? (beside && (size === null || beside.size === size) ? beside : undefined);
    if (file) names.set(file.absolute, [...(names.get(file.absolute) ?? []), name]);
    else references.push({ uri: remote === '' ? `dvc:md5:${md5}` : `${remote}/${keyOf(md5, out.legacy)}`, path: name, etag: md5, ...(size === null ? {} : { size }) });
  }
  return { names, references };
}
