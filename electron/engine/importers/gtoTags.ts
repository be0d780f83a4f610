// Tags that GTO puts on commits: `name@v1.2.3` registers a version, `name#stage#4` gives it a stage, `!` takes one back.
import { git } from '../code/git.js';
import type { Tell } from './types.js';

export interface GtoVersion {
  /** `folder:name` for an artifact of a folder. */
  readonly name: string;
  /** `v1.2.3` */
  readonly version: string;
  readonly commit: string;
  /** Stages it holds now. */
  readonly stages: readonly string[];
}

export interface GtoTags {
  readonly head: string;
  readonly branch: string;
  /** By name, then from the lowest version to the highest. */
  readonly versions: readonly GtoVersion[];
}

const VERSION = /^(?<name>[^@#!]+)@(?<version>v\d+\.\d+\.\d+(?:-[\w.-]+)?)(?<gone>!)?(?:#(?<n>\d+))?$/;
const STAGE = /^(?<name>[^@#!]+)#(?<stage>[^#!@]+?)(?<gone>!)?(?:#(?<n>\d+))?$/;
const GONE = /^(?<name>[^@#!]+)@deprecated(?:#\d+)?$/;

/** Semantic order of `v1.2.3`; what comes before a release comes before it. */
export function compareVersions(a: string, b: string): number {
  const parts = (text: string): number[] => (/^v(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  const [x, y] = [parts(a), parts(b)];
  for (const index of [0, 1, 2]) if (x[index] !== y[index]) return (x[index] ?? 0) - (y[index] ?? 0);
  const [before, after] = [a.includes('-'), b.includes('-')];
  return before !== after ? (before ? -1 : 1) : a < b ? -1 : a > b ? 1 : 0;
}

interface Tag {
  readonly name: string;
  readonly commit: string;
  readonly at: number;
}

/** In a folder `models`, GTO writes `models=name`. */
const artifactName = (name: string): string => name.replace('=', ':');

function standing(tags: readonly Tag[]): GtoVersion[] {
  const versions = new Map<string, { name: string; version: string; commit: string }>();
  const stages = new Map<string, string>();
  for (const { name: tag, commit } of tags) {
    const version = VERSION.exec(tag)?.groups;
    const stage = version ? undefined : STAGE.exec(tag)?.groups;
    if (version) {
      const key = `${version['name'] ?? ''}@${version['version'] ?? ''}`;
      if (version['gone'] === undefined) versions.set(key, { name: version['name'] ?? '', version: version['version'] ?? '', commit });
      else versions.delete(key);
    } else if (stage) {
      const key = `${stage['name'] ?? ''}#${stage['stage'] ?? ''}`;
      if (stage['gone'] === undefined) stages.set(key, commit);
      else if (stages.get(key) === commit) stages.delete(key);
    } else {
      const gone = GONE.exec(tag)?.groups?.['name'];
      if (gone !== undefined) for (const [key, each] of versions) if (each.name === gone) versions.delete(key);
    }
  }
  const ordered = [...versions.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : compareVersions(a.version, b.version)));
  // A stage is given to a commit; of several versions on it, to the highest.
  const highest = (name: string, commit: string): string | undefined => ordered.filter((each) => each.name === name && each.commit === commit).at(-1)?.version;
  return ordered.map(({ name, version, commit }) => ({
    name: artifactName(name), version, commit,
    stages: [...stages].flatMap(([key, at]) => (at === commit && key.startsWith(`${name}#`) && highest(name, commit) === version ? [key.slice(name.length + 1)] : [])),
  }));
}

/** Undefined where there is no git, or no repository that it reads. */
export async function readTags(folder: string, tell: Tell): Promise<GtoTags | undefined> {
  const head = await git(folder, ['rev-parse', '--verify', 'HEAD']);
  if (head?.code !== 0) {
    if (head) tell('.git', `git cannot read it: ${head.err.trim().split('\n')[0] ?? ''}`);
    return undefined;
  }
  const [branch, listed] = [await git(folder, ['rev-parse', '--abbrev-ref', 'HEAD']), await git(folder, ['for-each-ref', 'refs/tags', '--format=%(refname:lstrip=2)%09%(objectname)%09%(*objectname)%09%(creatordate:unix)'])];
  if (listed?.code !== 0) tell('.git', 'git cannot list its tags.');
  const tags = (listed?.code === 0 ? listed.out.toString('utf8') : '').split('\n').flatMap((line): Tag[] => {
    const [name = '', own = '', peeled = '', at = ''] = line.split('\t');
    return name === '' ? [] : [{ name, commit: peeled || own, at: Number(at) }];
  });
  const counter = ({ name }: Tag): number => Number(/#(\d+)$/.exec(name)?.[1] ?? 0);
  tags.sort((a, b) => a.at - b.at || counter(a) - counter(b) || (a.name < b.name ? -1 : 1));
  return { head: head.out.toString('utf8').trim(), branch: branch?.code === 0 ? branch.out.toString('utf8').trim() : '', versions: standing(tags) };
}
