// Looks at untrusted JSON before it is parsed: how deep it is, how much memory it would take, and no name twice in one object.

export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return -1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

function unescape(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw;
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One pass over the text with memory for its member names only. Gives what is wrong with it in words, or undefined; text
 * that is not JSON at all is left for the parser to refuse.
 */
export function checkJsonShape(text: string, limits: JsonLimits): string | undefined {
  const open: (Set<string> | null)[] = [];
  let keys = 0;
  let lists = 0;
  let commas = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      if (open.length > limits.maxDepth) return `it is nested deeper than ${limits.maxDepth} levels`;
      lists += 1;
      if (lists > limits.maxKeys * 4) return `it has more than ${limits.maxKeys * 4} lists and objects`;
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === ',') {
      commas += 1;
      if (commas > limits.maxKeys * 20) return `it has more than ${limits.maxKeys * 20} items`;
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (end < 0) return 'a string in it does not end';
      const names = open[open.length - 1];
      const raw = text.slice(at + 1, end);
      if (raw.includes('\\')) {
        const value = unescape(raw);
        if (value !== undefined && /\p{Surrogate}/u.test(value)) return 'a string in it has half a surrogate pair, which no text can hold';
      }
      if (names && text.charAt(skipSpace(text, end + 1)) === ':') {
        const name = unescape(raw) ?? raw;
        if (names.has(name)) return `the name ${JSON.stringify(name.slice(0, 80))} occurs twice in one object`;
        names.add(name);
        keys += 1;
        if (keys > limits.maxKeys * 4) return `it has more than ${limits.maxKeys * 4} members`;
        if (open.length === 1 && names.size > limits.maxKeys) return `it has more than ${limits.maxKeys} entries`;
      }
      at = end;
    }
  }
  return undefined;
}
