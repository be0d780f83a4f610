// Conditions on versions. `a` is ask_versions; a condition is a set of keys or a comparison of columns.
import { CairnError } from '../../../../../shared/contract/errors.js';
import { assertNever } from '../../../../../shared/util/assertNever.js';
import { parseReference } from '../../../domain/references.js';
import type { Condition, NumberField, WordField } from '../../../domain/query/types.js';
import type { Db, SqlValue } from '../../database.js';
import { resolveCollection, resolveReference } from '../../resolve.js';
import type { ResolveContext } from '../../readTypes.js';
import { asciiLower } from '../asciiLower.js';
import { ownedKeys, ownedWhere } from './owners.js';
import { anyOf, COMPARE, marks, mentioning, numbered, partOf, piece, worded, type Piece } from './sql.js';

const COLUMNS: Readonly<Record<Exclude<NumberField, 'versions'>, string>> = { params: 'a.params', size: 'a.bytes', files: 'a.files', number: 'a.number' };

/** What an alias points at, as a version: itself, or that of a live link. */
const HELD = 'FROM aliases al LEFT JOIN links l ON l.id = al.target AND l.live = 1 JOIN keys k ON k.id = coalesce(l.version, al.target)';
const LATEST = 'FROM collections c LEFT JOIN links l ON l.id = c.latest_target JOIN keys k ON k.id = coalesce(l.version, c.latest_target) WHERE c.latest_target IS NOT NULL';
const LINKED = 'a.n IN (SELECT k.n FROM links l JOIN keys k ON k.id = l.version WHERE l.live = 1)';

function aliased(values: readonly string[]): Piece {
  const names = values.map(asciiLower);
  const set = piece(`a.n IN (SELECT k.n ${HELD} WHERE lower(al.alias) IN (${marks(names)}))`, ...names);
  return names.includes('latest') ? anyOf([set, piece(`a.n IN (SELECT k.n ${LATEST})`)]) : set;
}

const keysOf = (column: string, ids: readonly string[]): Piece => piece(`${column} IN (SELECT n FROM keys WHERE id IN (${marks(ids)}))`, ...ids);

/** In an artifact, or linked to a registered model. */
function within(db: Db, collection: string): Piece {
  const form = db.get<{ form: string }>('SELECT form FROM collections WHERE id = ?', collection)?.form;
  return form === 'registered' ? piece('a.n IN (SELECT k.n FROM links l JOIN keys k ON k.id = l.version WHERE l.model = ? AND l.live = 1)', collection) : keysOf('a.collection', [collection]);
}

/** Versions of runs that read a version, or, where the reference selects none, any version of a collection. */
function trainedOn(db: Db, context: ResolveContext, text: string): Piece {
  const reference = parseReference(text);
  if (reference.alias === undefined && reference.number === undefined && reference.digest === undefined) {
    const collection = resolveCollection(db, reference, context);
    return anyOf([worded('a.n', 'inputOf', [collection]), piece("a.n IN (SELECT w.n FROM links l JOIN ask_words w ON w.field = 'input' AND w.word = l.version WHERE l.model = ? AND l.live = 1)", collection)]);
  }
  return worded('a.n', 'input', [resolveReference(db, reference, context).version]);
}

function runNamed(values: readonly string[]): Piece {
  const names = values.map(asciiLower);
  return piece(`coalesce(a.run, 0) IN (SELECT k.n FROM runs r JOIN keys k ON k.id = r.id WHERE ${names.map(() => '(instr(lower(r.name), ?) > 0 OR r.key = ?)').join(' OR ')})`, ...names.flatMap((name): SqlValue[] => [name, name]));
}

function wordCondition(db: Db, context: ResolveContext, field: WordField, values: readonly string[]): Piece {
  const owned = ownedWhere(field, values);
  if (owned) {
    const keys = ownedKeys(owned);
    return { sql: `a.collection IN ${keys.sql}`, params: keys.params };
  }
  switch (field) {
    case 'alias':
      return aliased(values);
    case 'in':
      return anyOf(values.map((value) => within(db, resolveCollection(db, parseReference(value), context))));
    case 'trained_on':
      return anyOf(values.map((value) => trainedOn(db, context, value)));
    case 'digest':
      return anyOf(values.map((value) => piece("a.n IN (SELECT k.n FROM versions v JOIN keys k ON k.id = v.id WHERE v.digest >= ? AND v.digest < ? || 'g')", `b3:${asciiLower(value).replace(/^b3:/, '')}`, `b3:${asciiLower(value).replace(/^b3:/, '')}`)));
    case 'run':
      return runNamed(values);
    case 'by':
      return partOf('a.n', 'by', values);
    case 'tag':
      return worded('a.n', 'tag', values.map((value) => value.normalize('NFC')));
    default:
      return worded('a.n', field, values.map(asciiLower));
  }
}

/** The condition in SQL. @throws CairnError not_found, ambiguous, invalid_reference for a reference that names nothing here */
export function versionCondition(db: Db, context: ResolveContext, condition: Condition): Piece {
  switch (condition.is) {
    case 'text':
      return mentioning(['a.n', 'a.collection', 'coalesce(a.run, 0)'], condition.text);
    case 'ref':
      return keysOf('a.n', [resolveReference(db, parseReference(condition.ref), context).version]);
    case 'word':
      return wordCondition(db, context, condition.field, condition.values);
    case 'number':
      if (condition.field === 'versions') throw new CairnError('internal', 'Asking versions for their number of versions.');
      return piece(`coalesce(${COLUMNS[condition.field]} ${COMPARE[condition.compare]} ?, FALSE)`, condition.value);
    case 'metric':
      return numbered('a.n', `metric.${condition.key}`, condition.compare, condition.value);
    case 'config':
      return numbered('coalesce(a.run, 0)', `config.${condition.key}`, condition.compare, condition.value);
    case 'configWord':
      return worded('coalesce(a.run, 0)', `config.${condition.key}`, condition.values.map(asciiLower));
    case 'time':
      return piece(condition.side === 'after' ? 'a.at >= ?' : 'a.at < ?', condition.moment);
    case 'hasMetric':
      return worded('a.n', 'metric', [condition.key]);
    case 'has':
      switch (condition.what) {
        case 'aliases':
          return piece(`a.n IN (SELECT k.n ${HELD})`);
        case 'links':
          return piece(LINKED);
        case 'tensors':
          return piece("a.n IN (SELECT n FROM ask_words WHERE field = 'dtype')");
        case 'description':
          return worded('a.n', 'has', ['description']);
        default:
          return piece('a.n IN (SELECT n FROM ask_words WHERE field = ?)', condition.what.replace(/s$/, ''));
      }
    case 'flag':
      switch (condition.flag) {
        case 'linked':
          return piece(LINKED);
        case 'contested':
          return piece(`a.n IN (SELECT k.n ${HELD} WHERE al.contested = 1)`);
        case 'deleted':
          return piece('a.deleted = 1');
        case 'provisional':
          return piece('a.number IS NULL');
        default:
          return assertNever(condition.flag, 'flag');
      }
    default:
      return assertNever(condition, 'condition');
  }
}
