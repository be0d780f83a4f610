// What linking will do, in words, before it is done.
import type { NamedVersion } from '../../state/dialogs.js';

export interface LinkPlan {
  readonly versions: readonly NamedVersion[];
  readonly model: string;
  /** The model's owner, where it comes to be with the link. */
  readonly newFor?: string | undefined;
  /** Number that the next link gets; undefined while it is not known, or not ours to give. */
  readonly next: number | undefined;
  /** version id -> what the model calls it already. */
  readonly known: ReadonlyMap<string, string>;
  /** What the model's latest is now. */
  readonly latest: string | undefined;
}

const list = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`);

/** The label each version will have in the model. */
export function labelsToBe({ versions, known, next }: LinkPlan): readonly (string | undefined)[] {
  let number = next;
  return versions.map(({ id }) => {
    const has = known.get(id);
    if (has !== undefined) return has;
    if (number === undefined) return undefined;
    number += 1;
    return `v${number - 1}`;
  });
}

export function linkEffect(plan: LinkPlan): string {
  const { versions, model, newFor, known, latest } = plan;
  const labels = labelsToBe(plan);
  const last = versions.at(-1);
  if (!last) return '';
  const name = ({ name: of, label }: NamedVersion): string => `${of}:${label}`;
  const has = known.get(last.id);
  if (versions.length === 1 && has !== undefined) {
    return has === latest ? `${name(last)} is ${has} of ${model} already, and its latest.` : `${name(last)} is ${has} of ${model} already and keeps that number; latest moves to it.`;
  }
  const said = labels.every((label) => label !== undefined) ? `as ${list(labels.flatMap((label) => label ?? []))} of ${model}` : `to ${model}`;
  const what = versions.length === 1 ? name(last) : `${versions.length} versions`;
  const moves = latest === undefined ? '' : versions.length === 1 ? '; latest moves' : `; latest moves to ${name(last)}`;
  return newFor === undefined ? `Links ${what} ${said}${moves}.` : `Creates the registered model ${model} of ${newFor} and links ${what} ${said.replace(` of ${model}`, '').replace(`to ${model}`, 'to it')}.`;
}
