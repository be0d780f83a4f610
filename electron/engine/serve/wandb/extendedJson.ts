// The JSON that the client writes into history and summary lines: NaN, Infinity and -Infinity stand bare in it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonValue } from '../../../../shared/contract/primitives.js';

const BARE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** Parses a line; the three bare words become the texts by which a metric carries them. @throws CairnError malformed_file */
export function parseExtended(line: string): JsonValue {
  try {
    return JSON.parse(line.replace(BARE, (found) => (found.startsWith('"') ? found : `"${found}"`))) as JsonValue;
  } catch (error) {
    throw new CairnError('malformed_file', `A line of the run's stream is not JSON: ${line.slice(0, 80)}`, {}, { cause: error });
  }
}

/** The other way: what was kept as text goes out bare, as the client reads it. */
export function formatExtended(value: unknown): string {
  return JSON.stringify(value).replace(/"(NaN|-?Infinity)"/g, '$1');
}
