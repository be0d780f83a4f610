// What the target system cannot hold of a manifest's paths, named before anything is written.
import { foldName } from './foldName.js';

export type CheckoutPlatform = 'linux' | 'darwin' | 'win32';
export type CheckoutProblemCode = 'case_collision' | 'reserved_name' | 'reserved_character' | 'trailing_dot_or_space' | 'name_too_long' | 'path_too_long';

export interface CheckoutProblem {
  readonly code: CheckoutProblemCode;
  readonly path: string;
  /** The path it collides with. */
  readonly other?: string;
  readonly message: string;
}

/** Longest whole path: UTF-8 bytes on Linux and macOS (with the closing NUL), UTF-16 units on Windows without long-path support. */
const MAX_PATH: Record<CheckoutPlatform, number> = { linux: 4095, darwin: 1023, win32: 259 };
const MAX_NAME = 255;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i;
// eslint-disable-next-line no-control-regex -- Windows refuses control characters in names
const RESERVED_CHARACTER = /[\u0000-\u001f<>:"|?*\\]/;

function lengthOn(platform: CheckoutPlatform, text: string): number {
  return platform === 'win32' ? text.length : Buffer.byteLength(text, 'utf8');
}

function nameProblem(segment: string, path: string, platform: CheckoutPlatform): CheckoutProblem | undefined {
  const shown = JSON.stringify(path);
  if (lengthOn(platform, segment) > MAX_NAME) return { code: 'name_too_long', path, message: `${shown} has a name longer than ${MAX_NAME}.` };
  if (platform !== 'win32') return undefined;
  const character = RESERVED_CHARACTER.exec(segment)?.[0];
  if (character !== undefined) return { code: 'reserved_character', path, message: `${shown} holds ${JSON.stringify(character)}, which Windows does not allow in names.` };
  if (RESERVED.test(segment)) return { code: 'reserved_name', path, message: `${shown} holds ${JSON.stringify(segment)}, a name that Windows keeps for devices.` };
  if (/[. ]$/.test(segment)) return { code: 'trailing_dot_or_space', path, message: `${shown} has a name that ends in a dot or a space, which Windows drops.` };
  return undefined;
}

/** Two spellings of one name that a case-insensitive system would merge, whether of files or of folders on the way. */
function caseCollisions(paths: readonly string[]): CheckoutProblem[] {
  const seen = new Map<string, { readonly prefix: string; readonly path: string }>();
  const problems: CheckoutProblem[] = [];
  for (const path of paths) {
    for (let at = path.indexOf('/'); ; at = path.indexOf('/', at + 1)) {
      const prefix = at === -1 ? path : path.slice(0, at);
      const folded = foldName(prefix);
      const other = seen.get(folded);
      if (!other) seen.set(folded, { prefix, path });
      else if (other.prefix !== prefix) {
        problems.push({ code: 'case_collision', path, other: other.path, message: `${JSON.stringify(path)} and ${JSON.stringify(other.path)} differ only in case.` });
        break;
      }
      if (at === -1) break;
    }
  }
  return problems;
}

/**
 * Every problem that writing these paths would meet; empty when there is none.
 * @param rootLength length of the absolute target folder with its closing separator (UTF-16 units on Windows, bytes elsewhere)
 */
export function checkoutProblems(paths: readonly string[], platform: CheckoutPlatform, rootLength = 0): CheckoutProblem[] {
  const problems = platform === 'linux' ? [] : caseCollisions(paths);
  for (const path of paths) {
    if (rootLength + lengthOn(platform, path) > MAX_PATH[platform]) {
      problems.push({ code: 'path_too_long', path, message: `${JSON.stringify(path)} is too long for the target folder (${rootLength + lengthOn(platform, path)} of ${MAX_PATH[platform]}).` });
    }
    for (const segment of path.split('/')) {
      const problem = nameProblem(segment, path, platform);
      if (problem) problems.push(problem);
    }
  }
  return problems;
}
