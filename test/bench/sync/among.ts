// Ours and several others in turn, A B C A B C: what is judged is ours against the faster of the others in the same round.
import { median, print, rounded, timed, type Line, type Subject } from '../harness.js';
import { settled } from './world.js';

export interface Among {
  readonly case: string;
  /** Greatest ratio ours / the faster of the others that is good enough. */
  readonly goal: number;
  readonly rounds: number;
  /** One round before those that count. */
  readonly warm: boolean;
  readonly ours: Subject;
  readonly others: readonly (Subject & { readonly name: string })[];
}

/** Runs the rounds and prints the line. */
export async function runAmong(among: Among): Promise<Line> {
  const { ours, others } = among;
  const times: number[] = [];
  const theirs = others.map(() => [] as number[]);
  for (let turn = among.warm ? -1 : 0; turn < among.rounds; turn += 1) {
    const own = await timed(settled(ours), turn);
    const each: number[] = [];
    for (const other of others) each.push(await timed(settled(other), turn));
    if (turn < 0) continue;
    times.push(own);
    each.forEach((time, index) => theirs[index]?.push(time));
  }
  const ratios = times.map((time, turn) => time / Math.min(...theirs.map((list) => list[turn] ?? Infinity)));
  const ratio = median(ratios);
  const noisy = theirs.some((list) => Math.max(...list) > 3 * Math.min(...list));
  const line: Line = {
    bench: 'sync',
    case: among.case,
    value: rounded(median(times)),
    unit: 's',
    peer: `the faster of ${others.map(({ name }) => name).join(', ')}`,
    ratio: rounded(ratio),
    goal: among.goal,
    ok: noisy ? null : ratio <= among.goal,
    note: `${others.map(({ name }, index) => `${name} ${rounded(median(theirs[index] ?? []))} s`).join(', ')}; ratios ${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))} over ${among.rounds} rounds${noisy ? ', others too noisy to judge' : ''}`,
  };
  print(line);
  return line;
}
