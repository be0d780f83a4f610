// What an importer is: it finds runs, their series and files in a folder that another tool wrote, and tells them one by one. It writes nothing.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';

/** A file below what was given. */
export interface ImportFile {
  /** From what was given, with `/`. */
  readonly path: string;
  readonly absolute: string;
  readonly size: number;
}

export interface FolderView {
  /** The folder given, or the one that the file given lies in. */
  readonly root: string;
  /** In the order of their paths. */
  readonly files: readonly ImportFile[];
  /** Files that an importer before has taken; later ones leave them. */
  readonly taken: Set<string>;
}

/** What could not be read, by name; the rest comes in. */
export interface ImportProblem {
  readonly path: string;
  readonly message: string;
}
export type Tell = (path: string, message: string) => void;

export interface ImportRow {
  readonly step: number | null;
  /** Milliseconds since 1970, where the file says so. */
  readonly time: number | null;
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Whose row it is, where a run is of several logs and each can come in before the others. Names in the order in which the logs were begun. */
  readonly writer?: string | undefined;
}

/** Bytes that are elsewhere. */
export interface ImportReference {
  readonly uri: string;
  readonly path: string;
  readonly size?: number;
  readonly etag: string;
}

export interface ImportArtifact {
  /** Stable within its run: importing again finds it. */
  readonly id: string;
  /** What people call it, where the id says nothing to them. */
  readonly title?: string | undefined;
  readonly name: string;
  readonly type: string;
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** Where a file lies under another name than it has: absolute path -> its names in the version. */
  readonly names?: ReadonlyMap<string, readonly string[]> | undefined;
  readonly references?: readonly ImportReference[] | undefined;
  readonly aliases: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly description: string;
  readonly metadata?: JsonObject | undefined;
  /** Its files whose bytes are no longer those that the log tells of, by their names in the version. Reads them all: asked when it is taken in. */
  changed?(): Promise<readonly string[]>;
  /** The step it was made at, where known: what the rows up to there say is measured on it, and what comes later is not. */
  readonly step?: number | undefined;
  /** How many rows of their writer had come when it was made, where the log says that. */
  readonly seen?: { readonly writer: string; readonly rows: number } | undefined;
}

export interface ImportRun {
  /** Made from what the tool itself calls the run, never from where it lies: the same run in another folder is the same. */
  readonly key: string;
  /**
   * `id`: the tool's own, no other run has it. `beginning`: made from the first of what the log holds, which does not change while it
   * grows; another log may begin alike, and is told from this one by its rows.
   */
  readonly keyIs: 'id' | 'beginning';
  readonly name: string;
  /** As the tool calls it; null: where the person is. */
  readonly project: string | null;
  readonly jobType: string;
  readonly state: 'finished' | 'failed' | 'crashed';
  readonly config: JsonObject;
  readonly summary: JsonObject;
  readonly environment: JsonObject;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly git: { readonly remote?: string; readonly commit?: string; readonly branch?: string; /** File with the uncommitted changes, absolute. */ readonly patch?: string } | null;
  readonly group: string | null;
  /** Milliseconds since 1970, where the tool says so; null: when its first row was written, where rows say that. */
  readonly started: number | null;
  /** As `started`, of its end. */
  readonly ended: number | null;
  /** Path of what it was read from, for people. */
  readonly source: string;
  /** In the order of the file. What is damaged is told, and the rest comes. */
  rows(tell: Tell): AsyncIterable<ImportRow>;
  readonly artifacts: readonly ImportArtifact[];
  /** Of its rows, where these name any: what of a run lies elsewhere has others. */
  readonly writers?: readonly string[] | undefined;
  /** What the steps of its rows count, where that is known. */
  readonly counts?: 'epoch' | 'step' | undefined;
}

/** What a log says that is nothing but rows. */
export const ROWS_ALONE = {
  keyIs: 'beginning', project: null, jobType: 'train', state: 'finished', config: {}, summary: {}, environment: {}, notes: '', tags: [], git: null, group: null, started: null, ended: null, artifacts: [],
} as const satisfies Partial<ImportRun>;

/** A registered model of the other tool: which artifact of which run its versions are. */
export interface ImportModel {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly versions: readonly { readonly run: string; readonly artifact: string; readonly label: string; readonly description: string; readonly tags: readonly string[]; readonly aliases: readonly string[] }[];
}

export interface Found {
  readonly runs: readonly ImportRun[];
  readonly models: readonly ImportModel[];
}

/** One kind of training log. A new one is one file beside this one and one line in registry.ts. */
export interface Importer {
  /** Short, stable, shown. */
  readonly id: string;
  readonly title: string;
  /** Looks at names and small files only. Throws nothing for what the files hold: that is told. */
  find(view: FolderView, tell: Tell): Promise<Found>;
}

export const NOTHING: Found = { runs: [], models: [] };
