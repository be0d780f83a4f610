// The way of a version to production, and the next step on it.
import type { AliasState } from '../../../shared/contract/registry.js';

export const STAGES = ['candidate', 'staging', 'production'] as const;
export type Stage = (typeof STAGES)[number];

/** The stage that an arrow leads to from another; undefined at either end. */
export function stageAfter(stage: Stage, key: string): Stage | undefined {
  const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  return by === 0 ? undefined : STAGES[STAGES.indexOf(stage) + by];
}

/** The stage that a version goes to next: the one after the furthest it holds; none after production. */
export function stageFor(states: readonly AliasState[], version: string): Stage | undefined {
  const held = STAGES.map((stage) => states.some((state) => state.alias === stage && state.version === version));
  return STAGES[held.lastIndexOf(true) + 1];
}

export interface NextStep {
  readonly stage: Stage;
  /** Version id and label that would move there. */
  readonly version: string;
  readonly label: string;
}

/** The furthest step that can be taken: what is staged goes to production, what is a candidate to staging, what is latest becomes a candidate. */
export function nextStep(states: readonly AliasState[], latest: { readonly id: string; readonly label: string } | undefined): NextStep | undefined {
  const at = (stage: Stage): AliasState | undefined => states.find(({ alias }) => alias === stage);
  const step = (from: Stage, to: Stage): NextStep | undefined => {
    const held = at(from);
    return held?.version && held.label !== null && held.version !== at(to)?.version ? { stage: to, version: held.version, label: held.label } : undefined;
  };
  const first = latest && STAGES.every((stage) => at(stage)?.version !== latest.id) ? ({ stage: 'candidate', version: latest.id, label: latest.label } as const) : undefined;
  const staged = step('staging', 'production');
  const candidate = at('candidate')?.version === at('production')?.version ? undefined : step('candidate', 'staging');
  return staged ?? candidate ?? first;
}
