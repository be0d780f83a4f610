// What the typed name would become, asked while typing.
import { useEffect, useState } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';

/** Long enough to skip most keys of a fast typist, short enough to feel immediate. */
const DEBOUNCE_MS = 100;

export interface NameCheck {
  /** False while the answer for what stands in the field is on its way. */
  readonly known: boolean;
  readonly problem: string | undefined;
  /** `v3`, where the name can be used. */
  readonly next: string | undefined;
  /** The collection that has this name already. */
  readonly collection: { readonly id: string; readonly type: string } | undefined;
  /** alias -> label it stands on now. */
  readonly aliases: Readonly<Record<string, string>>;
}

type Answer = Omit<NameCheck, 'known' | 'aliases'> & { readonly asked: string };

export function useNameCheck(name: string, project: string): NameCheck {
  const engine = useEngine();
  const asked = `${project}\n${name}`;
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (name.trim() === '') return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => {
      engine.ingest.checkName({ name: name.trim(), ...(project.trim() && { project: project.trim() }) }, { signal: control.signal }).then(
        (check) => {
          if (control.signal.aborted) return;
          const problem = check.valid ? undefined : (check.problem ?? 'This name cannot be used');
          setAnswer({ asked, problem, next: check.valid ? check.next : undefined, collection: check.collection ?? undefined });
        },
        (error: unknown) => {
          if (!control.signal.aborted) setAnswer({ asked, problem: error instanceof Error ? error.message : String(error), next: undefined, collection: undefined });
        },
      );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [engine, name, project, asked]);
  const { rows } = useScope(answer?.collection ? 'collections' : undefined);
  const aliases = rows.find(({ id }) => id === answer?.collection?.id)?.aliases ?? {};
  const known = answer?.asked === asked;
  return { known, problem: known ? answer.problem : undefined, next: answer?.next, collection: answer?.collection, aliases };
}
