// How keys become paths below a folder, on file systems that may ignore case and refuse characters: PROTOCOL.md, section 10.

/** A part of a key as a file name: what is not lower case, a digit, `.`, `_`, `-` or `@` becomes `=` and its two hex digits. */
export function fileNameOf(part: string): string {
  return part.replace(/[^a-z0-9._@-]/g, (character) => `=${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The relative path of a key, in parts. Undefined for a key that cannot be one. */
export function pathOf(key: string): string[] | undefined {
  const parts = key.split('/');
  // eslint-disable-next-line no-control-regex -- keys are printable ASCII
  if (parts.some((part) => part === '' || part.startsWith('.') || /[^\u0020-\u007e]/.test(part))) return undefined;
  return parts.map(fileNameOf);
}

/** The part of a key behind a file name; undefined for a name that no key has (a temporary file, a conflict copy, a hidden one). */
export function partOf(name: string): string | undefined {
  const part = name.replace(/=([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const path = pathOf(part);
  return path?.length === 1 && path[0] === name ? part : undefined;
}
