// Whether an alias may move to a version, clause by clause. One pure function, whatever door the move came through.
import { printClause } from './language.js';
import type { Clause, Comparison, Evaluation, Judged, Move, Policy } from './types.js';

/** `not_comparable`: both are known, of different data. `not_recorded`: nothing is known. Neither is a pass. */
export type ClauseState = 'pass' | 'fail' | 'not_comparable' | 'not_recorded';

export interface ClauseVerdict {
  /** The clause in words. */
  readonly text: string;
  readonly state: ClauseState;
  /** What was found. */
  readonly why: string;
  /** It stands for every guarded alias, written down or not. */
  readonly implied: boolean;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly clauses: readonly ClauseVerdict[];
}

type Found = Pick<ClauseVerdict, 'state' | 'why'>;

/** Sums of decimals are off in the last digit; a difference that small is none. */
const SLACK = 1e-12;

function holds(a: number, compare: Comparison, b: number): boolean {
  const slack = SLACK * Math.max(1, Math.abs(a), Math.abs(b));
  switch (compare) {
    case '>=':
      return a >= b - slack;
    case '<=':
      return a <= b + slack;
    case '>':
      return a > b + slack;
    case '<':
      return a < b - slack;
  }
}

/** A shifted value without the noise of binary fractions. */
const shown = (value: number): string => String(Number(value.toPrecision(12)));
const isOn = (evaluation: Evaluation, data: string): boolean => evaluation.data.some((each) => each.name === data || each.ref === data);
const dataOf = (evaluation: Evaluation): string => evaluation.data.map((each) => each.digest).join(' ');
const named = (evaluation: Evaluation): string => evaluation.data.map((each) => each.ref).join(' and ');

interface Value {
  readonly value: number;
  readonly from: string;
}

/** As logged with the version; else as its newest evaluation found. */
function valueOf(version: Judged, key: string, on: string | null): Value | undefined {
  const own = version.metrics[key];
  if (on === null && own !== undefined) return { value: own, from: '' };
  const evaluation = version.evaluations.find((each) => each.metrics[key] !== undefined && (on === null || isOn(each, on)));
  const value = evaluation?.metrics[key];
  return evaluation && value !== undefined ? { value, from: ` in ${evaluation.run}${evaluation.data.length > 0 ? ` on ${named(evaluation)}` : ''}` } : undefined;
}

function metric({ candidate }: Move, clause: Extract<Clause, { is: 'metric' }>): Found {
  const found = valueOf(candidate, clause.key, clause.on);
  if (found) return { state: holds(found.value, clause.compare, clause.value) ? 'pass' : 'fail', why: `${candidate.label} has ${found.value}${found.from}` };
  const elsewhere = clause.on === null ? undefined : candidate.evaluations.find((each) => each.metrics[clause.key] !== undefined);
  if (elsewhere) return { state: 'not_comparable', why: `${candidate.label} was evaluated on ${named(elsewhere) || 'nothing that is named'}, not on ${clause.on ?? ''}` };
  return { state: 'not_recorded', why: `${clause.key} of ${candidate.label} is not recorded${clause.on === null ? '' : ` on ${clause.on}`}` };
}

function against(a: Value, b: Value, candidate: Judged, incumbent: Judged, { compare, by }: Extract<Clause, { is: 'incumbent' }>): Found {
  const bound = by === 0 ? '' : `, ${shown(b.value + by)} is asked for`;
  return { state: holds(a.value, compare, b.value + by) ? 'pass' : 'fail', why: `${candidate.label} has ${a.value}${a.from}, ${incumbent.label} has ${b.value}${b.from}${bound}` };
}

function compared({ candidate, incumbent }: Move, clause: Extract<Clause, { is: 'incumbent' }>): Found {
  if (incumbent === null) return { state: 'pass', why: 'no other version holds the alias' };
  if (!clause.same) {
    const [a, b] = [valueOf(candidate, clause.key, null), valueOf(incumbent, clause.key, null)];
    const missing = a ? incumbent : candidate;
    return a && b ? against(a, b, candidate, incumbent, clause) : { state: 'not_recorded', why: `${clause.key} of ${missing.label} is not recorded` };
  }
  const told = (version: Judged): readonly Evaluation[] => version.evaluations.filter((each) => each.data.length > 0 && each.metrics[clause.key] !== undefined);
  const [ours, theirs] = [told(candidate), told(incumbent)];
  const [newest, other] = [ours[0], theirs[0]];
  if (!newest || !other) return { state: 'not_recorded', why: `no evaluation of ${(newest ? incumbent : candidate).label} records ${clause.key} and what it was evaluated on` };
  for (const a of ours) {
    const b = theirs.find((each) => dataOf(each) === dataOf(a));
    if (b) return against({ value: a.metrics[clause.key] ?? Number.NaN, from: ` on ${named(a)}` }, { value: b.metrics[clause.key] ?? Number.NaN, from: '' }, candidate, incumbent, clause);
  }
  return { state: 'not_comparable', why: `${candidate.label} was evaluated on ${named(newest)}, ${incumbent.label} on ${named(other)}` };
}

function judgeClause(move: Move, clause: Clause): Found {
  const { candidate, note } = move;
  switch (clause.is) {
    case 'first':
      return candidate.held.includes(clause.alias) ? { state: 'pass', why: `${candidate.label} has been ${clause.alias}` } : { state: 'fail', why: `${candidate.label} has not been ${clause.alias}` };
    case 'metric':
      return metric(move, clause);
    case 'incumbent':
      return compared(move, clause);
    case 'safety': {
      const flagged = candidate.safety === 'suspicious' || candidate.safety === 'dangerous';
      if (flagged) return { state: 'fail', why: `the scan of ${candidate.label} found it ${candidate.safety}` };
      if (candidate.safety === 'clean') return { state: 'pass', why: `the scan of ${candidate.label} found nothing` };
      return clause.clean ? { state: 'not_recorded', why: `${candidate.label} holds files that no scan knows` } : { state: 'pass', why: `no scan flagged ${candidate.label}` };
    }
    case 'tag':
      return candidate.tags.includes(clause.tag) ? { state: 'pass', why: `${candidate.label} is tagged ${clause.tag}` } : { state: 'fail', why: `${candidate.label} is not tagged ${clause.tag}` };
    case 'note':
      return note !== null && note.trim() !== '' ? { state: 'pass', why: 'a note says why' } : { state: 'fail', why: 'no note says why' };
  }
}

const IMPLIED: Clause = { is: 'safety', clean: false };

/** Judges a move. `guarded`: a flagged version is stopped although no clause says so. */
export function judge(policy: Policy, guarded: boolean, move: Move): Verdict {
  const implied = guarded && !policy.clauses.some((clause) => clause.is === 'safety');
  const clauses = [
    ...policy.clauses.map((clause) => ({ text: printClause(clause), ...judgeClause(move, clause), implied: false })),
    ...(implied ? [{ text: printClause(IMPLIED), ...judgeClause(move, IMPLIED), implied: true }] : []),
  ];
  return { allowed: clauses.every((clause) => clause.state === 'pass'), clauses };
}
