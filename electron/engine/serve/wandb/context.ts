// What each answer of the W&B-compatible door is made from.
import type { EngineContext } from '../../commands/context.js';
import type { EngineClient } from '../rpc.js';
import type { ResolvedVersion } from '../../store/readTypes.js';
import type { Capabilities } from './capability.js';
import type { Drafts } from './drafts.js';
import type { Args, Node } from './execute.js';
import { globalId } from './ids.js';
import type { RunFiles } from './runFiles.js';

/** What outlives one request. */
export interface WandbState {
  readonly capabilities: Capabilities;
  readonly drafts: Drafts;
  readonly files: RunFiles;
  /** `http://127.0.0.1:<port>` */
  readonly address: () => string;
}

/** The things of the client's world, each made from what the registry holds. They name each other, so they meet here. */
export interface View {
  artifact(version: string): Node;
  /** A version as it is in a collection or, by a link, in a registered model. */
  membership(place: Pick<ResolvedVersion, 'version' | 'collection' | 'link'>): Node;
  alias(collection: string, alias: string): Node;
  collection(id: string): Node;
  project(entity: string, name: string): Node;
  entity(name: string): Node;
  run(id: string): Node | null;
  runIn(entity: string, project: string, key: string): Node | null;
  runsOf(entity: string, project: string, args: Args): object;
}

export interface Wandb extends WandbState {
  readonly view: View;
  /** The engine as the holder of the token uses it. */
  readonly engine: EngineContext;
  /** Every call of the contract, in the same name. */
  readonly client: EngineClient;
}

/** The entity asked for: null and the empty name mean the person's own. */
export function entityOf({ engine }: Pick<Wandb, 'engine'>, name: unknown): string {
  return typeof name === 'string' && name !== '' ? name : engine.where().entity;
}

/** The project asked for; the client's own word where it names none. */
export function projectOf(name: unknown): string {
  return typeof name === 'string' && name !== '' ? name : 'uncategorized';
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const isoTime = (millis: number): string => new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');

export const tagNode = (tag: string): Node => ({ __typename: 'Tag', id: globalId('Tag', tag), name: tag, tagCategoryName: null });
