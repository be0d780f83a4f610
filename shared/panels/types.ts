// What a panel of a report is: settings a person chose, data that a client of the contract loads for them, and what can be said of it.
import type { ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import type { Contract } from '../contract/index.js';
import type { VersionDetail } from '../contract/entities.js';
import { Digest, Id, Millis, type JsonValue } from '../contract/primitives.js';

/** Any door to the engine: the window's port, the command line's own engine, HTTP. */
export type PanelClient = Pick<ContractRouterClient<Contract>, 'browse' | 'registry' | 'versions' | 'runs' | 'lineage' | 'compare' | 'tables' | 'code'>;

/** What ends a call early; an AbortSignal, wherever that comes from. */
export type Signal = NonNullable<NonNullable<Parameters<PanelClient['versions']['get']>[1]>['signal']>;

/** The version that data is of. */
export const Origin = z.object({ version: Id, ref: z.string(), digest: Digest });
export type Origin = z.infer<typeof Origin>;

/** A figure in a panel. `key` names it within the panel: `v14 acc`. */
export interface Figure {
  readonly key: string;
  readonly value: JsonValue;
  readonly ref: string;
  readonly digest: Digest;
}

/** A file of a version that a panel shows. */
export interface MediaOf {
  readonly version: string;
  readonly path: string;
}

/** Says which version a panel is about: one that is named, or whichever holds an alias of a registered model. */
export const VersionOf = z.object({
  /** Id of a version, or a reference. */
  ref: z.string().min(1).max(2000).optional(),
  model: Id.optional(),
  alias: z.string().min(1).max(128).optional(),
});
export type VersionOf = z.infer<typeof VersionOf>;

/** Of a panel that is pinned: its data as it was, and since when. */
export const Pinned = z.object({ at: Millis, data: z.unknown() });

export interface PanelKind<S, D> {
  readonly kind: string;
  /** As a person calls it: "Metric across versions". */
  readonly name: string;
  /** One sentence for who chooses a panel. */
  readonly about: string;
  /** What a new one takes of the grid. */
  readonly size: { readonly w: number; readonly h: number };
  /** What a person has to choose before there is something to show. */
  readonly needs: 'nothing' | 'model' | 'version' | 'query' | 'items';
  readonly settings: z.ZodType<S>;
  readonly data: z.ZodType<D>;
  /** @throws CairnError as the calls it makes */
  load(client: PanelClient, settings: S, signal: Signal): Promise<D>;
  title(data: D, settings: S): string;
  figures(data: D): readonly Figure[];
  media?(data: D): readonly MediaOf[];
  markdown(data: D): string;
}

/** Types of one kind fall out of its schemas. */
export function panelKind<S, D>(kind: PanelKind<S, D>): PanelKind<S, D> {
  return kind;
}

export const originOf = ({ id, ref, digest }: Pick<VersionDetail, 'id' | 'ref' | 'digest'>): Origin => ({ version: id, ref, digest });
