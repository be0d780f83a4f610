// Reading what mutations are given: unknown keys are ignored, null means not said.
import { CairnError } from '../../../../shared/contract/errors.js';
import { JsonObject } from '../../../../shared/contract/primitives.js';
import { parseExtended } from './extendedJson.js';
import type { Args } from './execute.js';

export interface Input {
  /** A text that was said and is not empty. */
  text(key: string): string | undefined;
  /** @throws CairnError invalid_input */
  required(key: string): string;
  number(key: string): number | undefined;
  flag(key: string): boolean;
  /** Objects of a list; none where it is absent. */
  list(key: string): Input[];
  texts(key: string): string[] | undefined;
  /** A JSON object that came as text. */
  json(key: string): JsonObject | undefined;
}

export function readInput(value: unknown): Input {
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const text = (key: string): string | undefined => (typeof object[key] === 'string' && object[key] !== '' ? object[key] : undefined);
  const array = (key: string): unknown[] => (Array.isArray(object[key]) ? object[key] : []);
  return {
    text,
    required(key) {
      const found = text(key);
      if (found === undefined) throw new CairnError('invalid_input', `The mutation lacks "${key}".`, { key });
      return found;
    },
    number: (key) => (typeof object[key] === 'number' ? object[key] : undefined),
    flag: (key) => object[key] === true,
    list: (key) => array(key).map(readInput),
    texts: (key) => (Array.isArray(object[key]) ? array(key).map(String) : undefined),
    json(key) {
      const found = text(key);
      const parsed = found === undefined ? undefined : JsonObject.safeParse(parseExtended(found));
      if (parsed?.success === false) throw new CairnError('invalid_input', `"${key}" is no JSON object.`, { key });
      return parsed?.data;
    },
  };
}

/** The `input` of a mutation. */
export const inputOf = (args: Args): Input => readInput(args['input']);
