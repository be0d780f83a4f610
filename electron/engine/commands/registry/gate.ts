// The gate before an alias: its policy, judged inside the transaction that would move it.
import { z } from 'zod';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { PolicyRow, Verdict } from '../../../../shared/contract/policies.js';
import { judge } from '../../domain/policy/judge.js';
import { parsePolicy, printClause } from '../../domain/policy/language.js';
import type { Policy } from '../../domain/policy/types.js';
import type { Queries } from '../../store/queries/types.js';

/** What a `policy` op holds. Another build may have written something else under it. */
const PolicyValue = z.object({ text: z.string() });

export const policyId = (collection: string, alias: string): string => `${collection}:${alias}`;

/** The policy of an alias, in words and as clauses; without clauses where a newer build wrote what this one cannot read. */
export function policyOf(read: Queries, collection: string, alias: string): PolicyRow & { readonly policy: Policy } {
  const name = read.collection(collection)?.name ?? collection.slice(0, 8);
  const value = read.document('policy', policyId(collection, alias))?.value ?? null;
  const row = (text: string, policy: Policy, problem: string | null): PolicyRow & { policy: Policy } => ({ collection, name, alias, text, clauses: policy.clauses.map(printClause), problem, policy });
  if (value === null) return row('', { clauses: [] }, null);
  const stored = PolicyValue.safeParse(value);
  if (!stored.success) return row('', { clauses: [] }, 'A newer Cairn wrote this policy. Update Cairn to read it.');
  try {
    return row(stored.data.text, parsePolicy(stored.data.text), null);
  } catch (error) {
    if (error instanceof CairnError) return row(stored.data.text, { clauses: [] }, error.message);
    throw error;
  }
}

export interface GateMove {
  readonly collection: string;
  readonly alias: string;
  readonly target: string;
  readonly note?: string | undefined;
}

/** What a move meets now; with `tried` under a policy that is not set. */
export function verdictOf(read: Queries, { collection, alias, target, note }: GateMove, tried?: Policy): Verdict {
  const { policy, problem } = tried ? { policy: tried, problem: null } : policyOf(read, collection, alias);
  const holder = read.aliasStates(collection).find((state) => state.alias === alias);
  const held = read.aliasHeads(collection, alias)[0]?.target ?? null;
  const candidate = read.judged(collection, target);
  if (!candidate) throw new CairnError('not_found', `Moving ${alias} failed: the version has not arrived on this device yet.`, { collection, target });
  const incumbent = held === null || held === target ? null : (read.judged(collection, held) ?? null);
  const guarded = policy.clauses.length > 0 || problem !== null || read.protectedAliases().has(alias);
  const judged = judge(policy, guarded, { candidate, incumbent, note: note ?? null });
  const unread = problem === null ? [] : [{ text: 'a policy that cannot be read', state: 'not_recorded' as const, why: problem, implied: false }];
  return {
    collection,
    alias,
    ref: `${read.collection(collection)?.name ?? collection.slice(0, 8)}:${candidate.label}`,
    incumbent: holder?.label ?? null,
    allowed: judged.allowed && unread.length === 0,
    clauses: [...unread, ...judged.clauses],
  };
}

const WORDS = { fail: 'does not hold', not_comparable: 'is not comparable', not_recorded: 'cannot be judged', pass: 'holds' } as const;

/**
 * Lets a move pass, or with a reason against its policy: then the note says so. The note to keep.
 * @throws CairnError policy_blocked naming the clause
 */
export function passGate(read: Queries, move: GateMove, override: string | undefined): string | undefined {
  const verdict = verdictOf(read, move);
  if (verdict.allowed) return move.note;
  const failing = verdict.clauses.filter((clause) => clause.state !== 'pass');
  const [first] = failing;
  if (override !== undefined && override.trim() !== '') return [...(move.note ? [move.note] : []), `Overrode ${failing.map((clause) => `“${clause.text}”`).join(', ')}: ${override.trim()}`].join('\n');
  const more = failing.length > 1 ? ` ${failing.length - 1} more ${failing.length === 2 ? 'clause stands' : 'clauses stand'} against it.` : '';
  throw new CairnError('policy_blocked', `Moving ${move.alias} to ${verdict.ref} was blocked by its policy: “${first?.text ?? ''}” ${WORDS[first?.state ?? 'fail']}: ${first?.why ?? ''}.${more} Meet it, or override it with a reason, which history keeps.`, { verdict });
}
