// Fuzzy finding: letters in order, word starts and runs of letters worth more. Says which letters matched, for showing.

export interface FuzzyMatch {
  readonly score: number;
  /** Parts of the text in order, each matched or not. */
  readonly parts: readonly { readonly text: string; readonly hit: boolean }[];
}

const WORD_START = 8;
const IN_A_ROW = 5;
const LETTER = 1;

/** Undefined when the letters of the query do not occur in order. An empty query matches everything alike. */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | undefined {
  const wanted = [...query.toLocaleLowerCase().replace(/\s+/gu, '')];
  const letters = [...text];
  const lower = letters.map((letter) => letter.toLocaleLowerCase());
  const hits = new Set<number>();
  let score = 0;
  let from = 0;
  for (const [place, letter] of wanted.entries()) {
    const at = bestPlace(lower, letter, from, hits.has(from - 1), wanted[place + 1]);
    if (at < 0) return undefined;
    score += LETTER + (isWordStart(letters, at) ? WORD_START : 0) + (hits.has(at - 1) ? IN_A_ROW : 0);
    hits.add(at);
    from = at + 1;
  }
  return { score: wanted.length === 0 ? 0 : score - letters.length / 100, parts: partsOf(letters, hits) };
}

/** Going on from the letter before is best, then the start of a word from which the next letter can follow, then anywhere. */
function bestPlace(lower: readonly string[], letter: string, from: number, follows: boolean, next: string | undefined): number {
  if (follows && lower[from] === letter) return from;
  const anywhere = lower.indexOf(letter, from);
  for (let at = anywhere; at >= 0; at = lower.indexOf(letter, at + 1)) {
    if (isWordStart(lower, at) && (next === undefined || lower.indexOf(next, at + 1) >= 0)) return at;
  }
  return anywhere;
}

function isWordStart(letters: readonly string[], at: number): boolean {
  return at === 0 || /[\s\-_./:]/u.test(letters[at - 1] ?? '');
}

function partsOf(letters: readonly string[], hits: ReadonlySet<number>): FuzzyMatch['parts'] {
  const parts: { text: string; hit: boolean }[] = [];
  for (const [at, letter] of letters.entries()) {
    const last = parts.at(-1);
    if (last && last.hit === hits.has(at)) last.text += letter;
    else parts.push({ text: letter, hit: hits.has(at) });
  }
  return parts;
}
