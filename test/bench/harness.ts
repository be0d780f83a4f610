// Benchmarks as pairs: ours and a peer in turn, A B A B, in one run on one runtime, after a warm-up pair that is not counted.
// What is quoted is the median of the pairwise ratios; absolute figures are printed and never judged.

export interface Pair {
  readonly bench: string;
  readonly case: string;
  readonly unit: 's' | 'ms';
  /** What the peer is, in words. */
  readonly peer: string;
  /** Greatest ratio ours / peer that is good enough; null where the peer is shown for comparison. */
  readonly goal: number | null;
  readonly pairs: number;
  /** Each makes its own fresh state in `prepare`, outside the timed part. */
  readonly ours: Subject;
  readonly theirs: Subject;
}

export interface Subject {
  prepare?(turn: number): Promise<void> | void;
  /** The timed part. */
  run(turn: number): Promise<void> | void;
  /** Checks that the work was really done; outside the timed part. */
  check?(turn: number): Promise<void> | void;
}

/** One line of output, as scripts read it. */
export interface Line {
  readonly bench: string;
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string | null;
  readonly ratio: number | null;
  readonly goal: number | null;
  /** Null where there is nothing to judge: no goal, or a peer too noisy (its slowest over 3 times its fastest). */
  readonly ok: boolean | null;
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export const rounded = (value: number): number => Number(value.toPrecision(4));

export function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Seconds of the timed part alone. */
export async function timed(subject: Subject, turn: number): Promise<number> {
  await subject.prepare?.(turn);
  const start = process.hrtime.bigint();
  await subject.run(turn);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  await subject.check?.(turn);
  return seconds;
}

/** Runs the pairs and prints the line. */
export async function runPair(pair: Pair): Promise<Line> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = -1; turn < pair.pairs; turn += 1) {
    const ourTime = await timed(pair.ours, turn);
    const theirTime = await timed(pair.theirs, turn);
    if (turn < 0) continue;
    ours.push(ourTime);
    theirs.push(theirTime);
  }
  const ratios = ours.map((time, index) => time / (theirs[index] ?? NaN));
  const ratio = median(ratios);
  const noisy = Math.max(...theirs) > 3 * Math.min(...theirs);
  const scale = pair.unit === 'ms' ? 1000 : 1;
  const line: Line = {
    bench: pair.bench,
    case: pair.case,
    value: rounded(median(ours) * scale),
    unit: pair.unit,
    peer: pair.peer,
    ratio: rounded(ratio),
    goal: pair.goal,
    ok: noisy || pair.goal === null ? null : ratio <= pair.goal,
    note: `peer ${rounded(median(theirs) * scale)} ${pair.unit}, ratios ${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))} over ${pair.pairs} pairs${noisy ? ', peer too noisy to judge' : ''}`,
  };
  print(line);
  return line;
}

/** Runs a bench that is a program of its own: what goes wrong is told with its place, and is its exit code. */
export function runBench(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
