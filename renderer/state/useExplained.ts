// A query in words while it is typed, and whether a text is meant as one at all.
import { useEffect, useState } from 'react';
import type { QueryExplanation, QueryTarget } from '../../shared/contract/query.js';
import { QUERY_FIELDS } from '../../shared/contract/query.js';
import { useEngine } from '../api/EngineProvider.js';

/** Long enough to skip most keys of a fast typist, short enough to feel immediate. */
const REST_MS = 80;
const FIELD = new RegExp(`(?:^|[\\s(-])(?:${Object.keys(QUERY_FIELDS).join('|')})(?:\\.[^\\s:<>=]+)?(?::|[<>]=?|=)`, 'iu');
const MEASURE = /(?:^|[\s(-])[\p{L}_][\p{L}\p{N}_./-]*(?:[<>]=?|=)\s*[-\d.]/u;

/** `alias:production acc>0.9` is; `surface defects` is not: words are looked for as they stand. */
export function looksLikeQuery(text: string): boolean {
  return FIELD.test(text) || MEASURE.test(text);
}

/** The explanation of `text`, or of the text before it while that is on its way; `current` tells which. */
export function useExplained(text: string, of: QueryTarget, enabled = true): { readonly explained: QueryExplanation | undefined; readonly current: boolean } {
  const engine = useEngine();
  const [state, setState] = useState<{ readonly key: string; readonly explained: QueryExplanation }>();
  const key = `${of} ${text}`;
  useEffect(() => {
    if (!enabled) return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => {
      engine.browse.explain({ text, of }, { signal: control.signal }).then(
        (explained) => !control.signal.aborted && setState({ key, explained }),
        () => undefined,
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, text, of, key, enabled]);
  return { explained: enabled ? state?.explained : undefined, current: state?.key === key };
}
