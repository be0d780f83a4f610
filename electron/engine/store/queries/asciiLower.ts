// Lower case as SQLite's `lower()` makes it: A to Z alone, so that a word compared with it is found as it is written.

export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
