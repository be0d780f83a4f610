// `libsql` as the cache uses it: every commit is recorded with what the database then is.
import Real from 'libsql';
import { noteCommitted } from './recorder.js';

// oxlint-disable-next-line no-default-export -- libsql has one, and this stands in its place
export default class Database extends Real {
  readonly #file: string;
  #durable = true;

  constructor(file: string, options?: Real.Options) {
    super(file, options);
    this.#file = file;
  }

  override exec(sql: string): this {
    super.exec(sql);
    if (sql.includes('synchronous =')) this.#durable = sql.includes('FULL');
    if (sql === 'COMMIT') noteCommitted(this.#file, this.#durable);
    return this;
  }
}
