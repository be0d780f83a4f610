// What a registered model's name would meet, asked while it is typed.
import { useEffect, useState } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { problemOf } from '../../state/useAct.js';

/** Long enough to skip most keys of a fast typist, short enough to feel immediate. */
const DEBOUNCE_MS = 100;

export interface NameAnswer {
  /** False while the answer for what stands in the field is on its way. */
  readonly known: boolean;
  readonly problem: string | undefined;
}

/** The reason alone: what was being done is plain from the dialog. */
export function reasonOf(message: string): string {
  const reason = /^.*? failed: (.*)$/su.exec(message)?.[1] ?? message;
  return reason.charAt(0).toLocaleUpperCase() + reason.slice(1);
}

export function useModelName(name: string, entity: string): NameAnswer {
  const engine = useEngine();
  const wanted = name.trim();
  const asked = `${entity}\n${wanted}`;
  const [answer, setAnswer] = useState<{ readonly asked: string; readonly problem: string | undefined }>();
  useEffect(() => {
    if (wanted === '') return undefined;
    const control = new AbortController();
    const say = (problem: string | undefined): void => {
      if (!control.signal.aborted) setAnswer({ asked, problem });
    };
    const timer = setTimeout(() => {
      engine.registry.checkModelName({ name: wanted, ...(entity.trim() && { entity: entity.trim() }) }, { signal: control.signal }).then(
        ({ valid, problem }) => say(valid ? undefined : reasonOf(problem ?? 'This name cannot be used')),
        (error: unknown) => say(problemOf(error)),
      );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, wanted, entity, asked]);
  const known = answer?.asked === asked;
  return { known, problem: known ? answer.problem : undefined };
}
