// What choosing a side does, and how the sides came to be, in words.
import type { ContestedAlias, ContestSide } from '../../../shared/contract/contests.js';

const label = ({ label: text }: ContestSide): string => text ?? 'no version';
const list = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`);

/** "Both replaced v5 ... v6 was published first: production gives it, with warning code 4, until someone chooses." */
export function howItCame({ alias, sides }: Pick<ContestedAlias, 'alias' | 'sides'>): string {
  const before = new Set(sides.map(({ replaced }) => replaced));
  const [only] = before;
  const what = before.size !== 1 ? 'They moved it' : only == null ? `${sides.length === 2 ? 'Both' : 'All'} set it first` : `${sides.length === 2 ? 'Both' : 'All'} replaced ${only}`;
  const holder = sides.find(({ holds }) => holds);
  const answers = !holder ? '' : holder.label === null ? ` The removal was published first: ${alias} names no version` : ` ${holder.label} was published first: ${alias} gives it, with warning code 4,`;
  return `${what} while out of reach of each other.${answers} until someone chooses.`;
}

export function choiceEffect({ alias, sides }: Pick<ContestedAlias, 'alias' | 'sides'>, chosen: ContestSide): string {
  const others = list([...new Set(sides.filter((side) => side !== chosen).map(({ actor }) => `${actor.name}'s`))]);
  const holder = sides.find(({ holds }) => holds);
  if (chosen.holds) return chosen.label === null ? `${alias} stays on no version; ${others} move is put aside.` : `${alias} stays on ${label(chosen)} and answers without a warning; ${others} move is put aside.`;
  if (chosen.label === null) return `${alias} comes off${holder?.label == null ? '' : ` ${holder.label}`} and names no version from then on.`;
  return holder?.label == null ? `${alias} delivers ${label(chosen)} from then on.` : `${alias} delivers ${label(chosen)} from then on, ${holder.label} no longer.`;
}

export function choiceWords(alias: string, { label: text }: ContestSide): string {
  return text === null ? `Leave ${alias} on no version` : `Use ${text} as ${alias}`;
}
