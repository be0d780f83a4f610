// The patch of one file as lines with their numbers on both sides.

export interface DiffLine {
  readonly kind: 'hunk' | 'add' | 'del' | 'same' | 'note';
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

/** Characters of a line that are shown; a minified file is one line of megabytes. */
const LONGEST = 2_000;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}… ${(text.length - LONGEST).toLocaleString('en')} more characters` : text);

/** Git's headers are left out, apart from what says that there is no text to show. */
export function diffLines(patch: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [before, after] = [0, 0];
  let within = false;
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(line);
    if (hunk) {
      [before, after, within] = [Number(hunk[1]), Number(hunk[2]), true];
      lines.push({ kind: 'hunk', before: undefined, after: undefined, text: cut(line) });
    } else if (!within) {
      if (/^(GIT binary patch|Binary files |old mode |new mode |similarity index )/.test(line)) lines.push({ kind: 'note', before: undefined, after: undefined, text: line === 'GIT binary patch' ? 'Binary: the bytes are kept, there are no lines to show' : line });
      if (line === 'GIT binary patch') break;
    } else if (line.startsWith('+')) {
      lines.push({ kind: 'add', before: undefined, after, text: cut(line.slice(1)) });
      after += 1;
    } else if (line.startsWith('-')) {
      lines.push({ kind: 'del', before, after: undefined, text: cut(line.slice(1)) });
      before += 1;
    } else if (line.startsWith('\\')) {
      lines.push({ kind: 'note', before: undefined, after: undefined, text: line.slice(2) });
    } else {
      lines.push({ kind: 'same', before, after, text: cut(line.slice(1)) });
      before += 1;
      after += 1;
    }
  }
  return lines;
}
