// Paths that a file names: never followed here, only judged.

/** Whether a path, used below a folder, could lead out of it on any system. */
export function escapesFolder(path: string): boolean {
  return /^[/\\]|^[A-Za-z]:|\0/.test(path) || path.split(/[/\\]/).includes('..');
}
