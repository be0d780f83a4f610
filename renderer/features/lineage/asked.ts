// What a lineage page asks for, and how that changes.
import type { GraphInput } from '../../../shared/contract/lineage.js';

export interface Asked {
  readonly direction: GraphInput['direction'];
  readonly scope: GraphInput['scope'];
  readonly depth: number | null;
  readonly types: readonly string[];
  readonly aliases: readonly string[];
  readonly after: number | undefined;
  readonly before: number | undefined;
  readonly open: readonly string[];
  readonly picked: readonly string[];
  readonly grow: readonly { readonly id: string; readonly to: 'up' | 'down' }[];
  readonly shut: readonly { readonly id: string; readonly to: 'up' | 'down' }[];
  readonly also: readonly string[];
  /** Siblings alike are one cluster. */
  readonly fold: boolean;
}

/** A fan of more than this is a cluster. */
const FOLD = 5;
/** As a page begins. */
export const FIRST: Asked = { direction: 'both', scope: 'direct', depth: 2, types: [], aliases: [], after: undefined, before: undefined, open: [], picked: [], grow: [], shut: [], also: [], fold: true };

type End = Asked['grow'][number];
const without = (ends: readonly End[], { id, to }: End): readonly End[] => ends.filter((each) => each.id !== id || each.to !== to);

/** Shows what is beyond a node that way: what was hidden there before, else one step more. */
export function grown(asked: Asked, end: End): Pick<Asked, 'grow' | 'shut'> {
  const left = without(asked.shut, end);
  return left.length < asked.shut.length ? { grow: asked.grow, shut: left } : { grow: [...without(asked.grow, end), end], shut: left };
}

/** Hides what is beyond a node that way, unless it is reached otherwise: one step less where it had grown, else not followed there. */
export function hidden(asked: Asked, end: End): Pick<Asked, 'grow' | 'shut'> {
  const left = without(asked.grow, end);
  return left.length < asked.grow.length ? { grow: left, shut: asked.shut } : { grow: left, shut: [...without(asked.shut, end), end] };
}

/** The input of the contract for what is asked. */
export function graphInput(start: string, asked: Asked): GraphInput {
  return {
    ref: start,
    direction: asked.direction,
    scope: asked.scope,
    depth: asked.depth,
    filter: { types: [...asked.types], aliases: [...asked.aliases], ...(asked.after === undefined ? {} : { after: asked.after }), ...(asked.before === undefined ? {} : { before: asked.before }) },
    fold: asked.fold ? FOLD : 0,
    open: [...asked.open],
    picked: [...asked.picked],
    grow: [...asked.grow],
    shut: [...asked.shut],
    also: [...asked.also],
    limit: 50_000,
  };
}
