// Conditions on collections and registered models (`c`), and on runs (`r`). `k` holds their keys.
import { CairnError } from '../../../../../shared/contract/errors.js';
import { parseReference } from '../../../domain/references.js';
import type { Condition } from '../../../domain/query/types.js';
import type { Db } from '../../database.js';
import { resolveCollection, resolveReference } from '../../resolve.js';
import type { ResolveContext } from '../../readTypes.js';
import { asciiLower } from '../asciiLower.js';
import { ownedWhere } from './owners.js';
import { anyOf, COMPARE, marks, mentioning, numbered, piece, worded, type Piece } from './sql.js';

/** The parser lets no other condition through. */
const unfit = (condition: Condition): never => {
  throw new CairnError('internal', `A query asks for "${condition.is}" where it cannot be asked.`);
};

const tagged = (values: readonly string[]): Piece => piece(`c.id IN (SELECT substr(subject, 12) FROM tags WHERE subject >= 'collection:' AND subject < 'collection;' AND tag IN (${marks(values)}))`, ...values.map((value) => value.normalize('NFC')));

/** Updates are kept as weights; a moment is compared with the milliseconds in them. */
const UPDATED = '(c.updated / 4096 + 1500000000000)';

export function collectionCondition(condition: Condition): Piece {
  switch (condition.is) {
    case 'text':
      return mentioning(['k.n'], condition.text);
    case 'word':
      if (condition.field === 'alias') {
        const names = condition.values.map(asciiLower);
        const set = piece(`c.id IN (SELECT collection FROM aliases WHERE target IS NOT NULL AND lower(alias) IN (${marks(names)}))`, ...names);
        return names.includes('latest') ? anyOf([set, piece('c.latest_target IS NOT NULL')]) : set;
      }
      return condition.field === 'tag' ? tagged(condition.values) : (ownedWhere(condition.field, condition.values) ?? unfit(condition));
    case 'number':
      return piece(`coalesce((SELECT n FROM counters WHERE key = 'versions:' || c.id), 0) ${COMPARE[condition.compare]} ?`, condition.value);
    case 'time':
      return piece(condition.side === 'after' ? `${UPDATED} >= ?` : `${UPDATED} < ?`, condition.moment);
    case 'has':
      if (condition.what === 'description') return piece("c.description <> ''");
      return condition.what === 'tags' ? piece("EXISTS (SELECT 1 FROM tags WHERE subject = 'collection:' || c.id)") : piece('c.id IN (SELECT collection FROM aliases WHERE target IS NOT NULL)');
    case 'flag':
      return condition.flag === 'contested' ? piece('c.id IN (SELECT collection FROM aliases WHERE contested = 1)') : unfit(condition);
    default:
      return unfit(condition);
  }
}

function readBy(db: Db, context: ResolveContext, text: string): Piece {
  const reference = parseReference(text);
  if (reference.alias === undefined && reference.number === undefined && reference.digest === undefined) return piece('r.id IN (SELECT run FROM uses WHERE collection = ?)', resolveCollection(db, reference, context));
  return piece('r.id IN (SELECT run FROM uses WHERE version = ?)', resolveReference(db, reference, context).version);
}

const RUN_COLUMNS: Readonly<Partial<Record<string, string>>> = { state: 'r.state', job: 'lower(r.job_type)', project: 'lower(p.name)', entity: 'lower(e.name)' };

/** @throws CairnError not_found, ambiguous, invalid_reference for a reference that names nothing here */
export function runCondition(db: Db, context: ResolveContext, condition: Condition): Piece {
  switch (condition.is) {
    case 'text':
      return mentioning(['k.n'], condition.text);
    case 'word': {
      const { field, values } = condition;
      const column = RUN_COLUMNS[field];
      if (column !== undefined) return piece(`coalesce(${column} IN (${marks(values)}), FALSE)`, ...values.map(asciiLower));
      if (field === 'trained_on') return anyOf(values.map((value) => readBy(db, context, value)));
      if (field === 'by') return anyOf(values.map((value) => piece('instr(lower(r.actor), ?) > 0', asciiLower(value))));
      return field === 'name' || field === 'run' ? anyOf(values.map((value) => piece('(instr(lower(r.name), ?) > 0 OR r.key = ?)', asciiLower(value), value))) : unfit(condition);
    }
    case 'metric':
      return numbered('k.n', `metric.${condition.key}`, condition.compare, condition.value);
    case 'config':
      return numbered('k.n', `config.${condition.key}`, condition.compare, condition.value);
    case 'configWord':
      return worded('k.n', `config.${condition.key}`, condition.values.map(asciiLower));
    case 'time':
      return piece(condition.side === 'after' ? 'r.started >= ?' : 'r.started < ?', condition.moment);
    default:
      return unfit(condition);
  }
}
