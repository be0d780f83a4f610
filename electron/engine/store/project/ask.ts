// What queries look at: of a version its facts, metrics, tags and inputs; of a run its hyper-parameters and last values.
import { SafetyLevel } from '../../../../shared/contract/entities.js';
import type { Actor, JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import { plainDtype } from '../../domain/query/values.js';
import type { Db } from '../database.js';
import { asciiLower } from '../queries/asciiLower.js';
import type { Session } from '../session.js';
import { keyOf } from './keys.js';

export interface AskedVersion {
  readonly id: string;
  readonly collection: string;
  readonly digest: string;
  readonly edge: string;
  readonly run: string | null;
  readonly weight: number;
  readonly bytes: number;
  readonly files: number;
  readonly number: number | null;
  readonly deleted: boolean;
  readonly description: string;
  /** Days to live, as somebody wrote them. */
  readonly ttl: JsonValue | undefined;
}

type Words = ReadonlyMap<string, ReadonlySet<string>>;

/** Replaces the words of a key by what they are now; what stays is left alone. */
function setWords(db: Db, n: number, words: Words): void {
  const before = db.all<{ field: string; word: string }>('SELECT field, word FROM ask_words WHERE n = ?', n);
  for (const { field, word } of before) if (!words.get(field)?.has(word)) db.run('DELETE FROM ask_words WHERE field = ? AND word = ? AND n = ?', field, word, n);
  for (const [field, list] of words) for (const word of list) if (!before.some((each) => each.field === field && each.word === word)) db.run('INSERT OR IGNORE INTO ask_words(field, word, n) VALUES(?, ?, ?)', field, word, n);
}

function setNumbers(db: Db, n: number, numbers: ReadonlyMap<string, number>): void {
  const before = new Map(db.all<{ field: string; value: number }>('SELECT field, value FROM ask_numbers WHERE n = ?', n).map((row) => [row.field, row.value]));
  for (const [field, value] of before) if (numbers.get(field) !== value) db.run('DELETE FROM ask_numbers WHERE field = ? AND value = ? AND n = ?', field, value, n);
  for (const [field, value] of numbers) if (before.get(field) !== value) db.run('INSERT OR IGNORE INTO ask_numbers(field, value, n) VALUES(?, ?, ?)', field, value, n);
}

/** A finite or infinite number; NaN compares with nothing and is left out. */
function numberIn(value: JsonValue): number | undefined {
  const number = typeof value === 'number' ? value : value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}

interface FactsRow {
  readonly blob: string;
  readonly format: string;
  readonly framework: string | null;
  readonly parameters: number | null;
  readonly dtypes: string;
  readonly safety: number;
}

interface Facts {
  readonly params: number | null;
  readonly words: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Of a version's files together: parameters added up, the worst that a scan found. */
function factsOf(db: Db, digest: string): Facts {
  const rows = db.all<FactsRow>('SELECT f.blob, f.format, f.framework, f.parameters, f.dtypes, f.safety FROM manifest_blobs b JOIN facts f ON f.blob = b.blob WHERE b.manifest = ? AND f.format IS NOT NULL ORDER BY f.blob, f.parser', digest);
  const byBlob = new Map(rows.flatMap((row) => (row.parameters === null ? [] : [[row.blob, row.parameters] as const])));
  const worst = SafetyLevel.options[Math.max(-1, ...rows.map((row) => row.safety))];
  const set = (words: readonly (string | null | undefined)[]): ReadonlySet<string> => new Set(words.flatMap((word) => (word == null ? [] : [asciiLower(word)])));
  return {
    params: byBlob.size === 0 ? null : [...byBlob.values()].reduce((sum, count) => sum + count, 0),
    words: new Map([
      ['dtype', new Set(rows.flatMap((row) => row.dtypes.split(' ').filter((dtype) => dtype !== '').map(plainDtype)))],
      ['format', set(rows.map((row) => row.format))],
      ['framework', set(rows.map((row) => row.framework))],
      ['safety', set([worst])],
    ]),
  };
}

interface Edge {
  readonly at: number;
  readonly actor: string;
  readonly metrics: string | null;
}

/** Keeps what queries ask of a version. */
export function askVersion({ db }: Session, version: AskedVersion): void {
  const n = keyOf(db, version.id);
  const edge = db.get<Edge>('SELECT at, actor, metrics FROM edges WHERE id = ?', version.edge);
  const facts = factsOf(db, version.digest);
  const metrics = Object.entries(edge?.metrics ? (JSON.parse(edge.metrics) as JsonObject) : {});
  const tags = db.all<{ tag: string }>('SELECT tag FROM tags WHERE subject = ?', `version:${version.id}`).map((row) => row.tag);
  const inputs = db.all<{ version: string; collection: string }>("SELECT DISTINCT u.version, u.collection FROM edges e JOIN uses u ON u.run = e.run WHERE e.target = ? AND e.form = 'log'", version.id);
  const actor = edge ? (JSON.parse(edge.actor) as Actor) : { name: '' };
  const run = version.run === null ? null : keyOf(db, version.run);
  db.run(
    `INSERT INTO ask_versions(n, collection, run, weight, at, bytes, files, number, params, deleted) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(n) DO UPDATE SET collection = excluded.collection, run = excluded.run, weight = excluded.weight, at = excluded.at, bytes = excluded.bytes, files = excluded.files,
       number = excluded.number, params = excluded.params, deleted = excluded.deleted`,
    n, keyOf(db, version.collection), run, version.weight, edge?.at ?? 0, version.bytes, version.files, version.number, facts.params, version.deleted ? 1 : 0,
  );
  const numbers = new Map<string, number>(metrics.flatMap(([key, value]) => {
    const number = numberIn(value);
    return number === undefined ? [] : [[`metric.${key}`, number] as const];
  }));
  if (typeof version.ttl === 'number' && version.ttl > 0) numbers.set('ttl', version.ttl);
  setNumbers(db, n, numbers);
  setWords(db, n, new Map<string, ReadonlySet<string>>([
    ...facts.words,
    ['tag', new Set(tags)],
    ['metric', new Set(metrics.map(([key]) => key))],
    ['input', new Set(inputs.map((each) => each.version))],
    ['inputOf', new Set(inputs.map((each) => each.collection))],
    ['by', new Set([asciiLower(`${actor.name}\n${actor.email ?? ''}`)])],
    ['has', new Set(version.description === '' ? [] : ['description'])],
  ]));
}

/** Keeps what queries ask of a run, and of the versions it logged: `config.lr<0.01`. */
export function askRun({ db }: Session, id: string, config: JsonObject, summary: JsonObject): void {
  const n = keyOf(db, id);
  const numbers = new Map<string, number>();
  const words = new Map<string, ReadonlySet<string>>();
  for (const [key, value] of Object.entries(config)) {
    if (typeof value === 'number') numbers.set(`config.${key}`, value);
    else if (typeof value === 'string' || typeof value === 'boolean') words.set(`config.${key}`, new Set([asciiLower(String(value))]));
  }
  for (const [key, value] of Object.entries(summary)) {
    const number = numberIn(value);
    if (number !== undefined) numbers.set(`metric.${key}`, number);
  }
  setNumbers(db, n, numbers);
  setWords(db, n, words);
}
