// Ready lines for using a version elsewhere, with its real reference, quoted for the shell and for Python.
import type { VersionDetail } from '../../../shared/contract/entities.js';

/** In single quotes where a POSIX shell would otherwise read something into it. */
export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_.:@/+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

type Named = Pick<VersionDetail, 'entity' | 'project' | 'name' | 'ref' | 'digest'>;

/** The reference with its owner and project: it means the same version whatever project, person or terminal it is pasted into. */
export function fullRef({ entity, project, ref }: Named): string {
  return `${entity}/${project}/${ref}`;
}

/** The same by the bytes alone, which no number or alias can move. */
export function exactRef({ entity, project, name, digest }: Named): string {
  return `${entity}/${project}/${name}@${digest}`;
}

export interface Snippet {
  readonly id: 'cli' | 'python';
  readonly title: string;
  readonly code: string;
}

export function snippetsOf(ref: string, digestRef: string): readonly Snippet[] {
  const python = [
    'import pathlib, subprocess',
    '',
    `ref = ${JSON.stringify(ref)}`,
    'done = subprocess.run(["cairn", "use", ref], check=True, stdout=subprocess.PIPE, text=True)',
    'folder = pathlib.Path(done.stdout.strip())',
  ];
  return [
    { id: 'cli', title: 'CLI', code: [`cairn use ${shellQuote(ref)}`, `cairn use ${shellQuote(digestRef)}`].join('\n') },
    { id: 'python', title: 'Python', code: python.join('\n') },
  ];
}
