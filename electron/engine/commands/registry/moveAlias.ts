// The one way an alias moves: a single operation that observes every move it replaces.
import { CairnError } from '../../../../shared/contract/errors.js';
import { foldName } from '../../domain/foldName.js';
import type { WriteTx } from '../../store/types.js';
import { passGate } from './gate.js';

export interface AliasMove {
  readonly collection: string;
  readonly alias: string;
  /** A version or link of the collection; null takes the alias off. */
  readonly target: string | null;
  readonly note?: string | undefined;
  /** Why it is to move against its policy. */
  readonly override?: string | undefined;
}

/** `Production` beside `production` would be two aliases that read alike. */
function refuseLookalike(tx: WriteTx, { collection, alias }: AliasMove): void {
  const fold = foldName(alias);
  const known = [...Object.keys(tx.read.collection(collection)?.aliases ?? {}), ...tx.read.protectedAliases()];
  const other = known.find((name) => name !== alias && foldName(name) === fold);
  if (other !== undefined) throw new CairnError('name_taken', `Setting the alias "${alias}" failed: it differs from "${other}" only in how it is written. Write "${other}".`, { alias, holder: other });
}

/**
 * Moves or removes an alias. Where it stands so already, uncontested and with no move waiting, nothing is added.
 * @throws CairnError policy_blocked, name_taken
 */
export function moveAlias(tx: WriteTx, move: AliasMove): 'moved' | 'unchanged' | 'publishing' {
  const alias = move.alias.normalize('NFC');
  const { collection, target } = move;
  const heads = tx.read.aliasHeads(collection, alias);
  if (target !== null && heads.length === 0) refuseLookalike(tx, { ...move, alias });
  const waiting = tx.read.pendingMove(collection, alias);
  if (waiting?.target === target) return 'publishing';
  // What has asked for a place already is taken back by a move of its own.
  if (tx.read.proposedHere(collection, alias).length === 0 && heads.every((head) => head.target === target) && (heads.length > 0 || target === null)) {
    tx.dropMove(collection, alias);
    return waiting ? 'moved' : 'unchanged';
  }
  const note = target === null ? move.note : passGate(tx.read, { collection, alias, target, note: move.note }, move.override);
  return tx.moveAlias({ collection, alias, target, note });
}
