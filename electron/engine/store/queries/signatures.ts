// Model signatures of a version.
import type { Db } from '../database.js';
import { readHeads } from '../registers.js';

export function signaturesOf(db: Db, version: string): readonly { readonly op: string; readonly bundle: string; readonly publicKey: string | null }[] {
  const found = [...readHeads(db, `signatures:${version}`)].flatMap(([bundle, heads]) => {
    const first = heads[heads.length - 1];
    const said = heads.find(({ value }) => typeof value === 'string')?.value;
    return first ? [{ op: first.id, rank: first.rank, bundle, publicKey: typeof said === 'string' ? said : null }] : [];
  });
  return found.sort((a, b) => (a.rank > b.rank ? -1 : 1)).map(({ op, bundle, publicKey }) => ({ op, bundle, publicKey }));
}
