// A patch, file by file: what a viewer lists and shows.

export interface PatchFile {
  readonly path: string;
  readonly from: string | null;
  readonly status: 'added' | 'deleted' | 'renamed' | 'modified';
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  /** Place of its text in the patch. */
  readonly start: number;
  readonly end: number;
}

function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  const bytes: number[] = [];
  for (const match of path.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([\s\S])/gu)) {
    if (match[1]) bytes.push(Number.parseInt(match[1], 8));
    else bytes.push(...Buffer.from(match[2] ? ({ n: '\n', t: '\t', r: '\r' }[match[2]] ?? match[2]) : (match[3] ?? '')));
  }
  return Buffer.from(bytes).toString('utf8');
}

const after = (line: string, prefix: string): string => unquoted(line.slice(prefix.length).replace(/\t$/, '')).replace(/^[ab]\//, '');

function fileOf(text: string, start: number, end: number): PatchFile {
  const lines = text.slice(start, end).split('\n');
  let path = '';
  let from: string | null = null;
  let status: PatchFile['status'] = 'modified';
  let added = 0;
  let removed = 0;
  let binary = false;
  let inHunks = false;
  for (const line of lines) {
    if (line.startsWith('@@ ')) inHunks = true;
    if (inHunks) {
      if (line.startsWith('+')) added += 1;
      else if (line.startsWith('-')) removed += 1;
    } else if (line.startsWith('new file mode')) status = 'added';
    else if (line.startsWith('deleted file mode')) status = 'deleted';
    else if (line.startsWith('rename from ')) [status, from] = ['renamed', unquoted(line.slice('rename from '.length))];
    else if (line.startsWith('rename to ')) path = unquoted(line.slice('rename to '.length));
    else if (line.startsWith('+++ ') && line !== '+++ /dev/null') path = after(line, '+++ ');
    else if (line.startsWith('--- ') && line !== '--- /dev/null' && path === '') path = after(line, '--- ');
    else if (line.startsWith('GIT binary patch') || line.startsWith('Binary files ')) binary = true;
  }
  // Neither names nor hunks: a binary or empty file, or a change of mode. Both names on the first line are the same.
  if (path === '') {
    const head = (lines[0] ?? '').slice('diff --git '.length);
    path = head.startsWith('"') ? after(head.slice(0, head.indexOf('"', 1) + 1), '') : head.slice(0, (head.length - 1) / 2).replace(/^a\//, '');
  }
  return { path, from, status, added, removed, binary, start, end };
}

/** The files of a patch in its order. */
export function patchFiles(text: string): PatchFile[] {
  const starts = [...text.matchAll(/^diff --git /gm)].map((match) => match.index);
  return starts.map((start, index) => fileOf(text, start, starts[index + 1] ?? text.length));
}
