// Keeps what a person typed for these files, so that a failure, a crash or a second drop does not lose it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useData } from '../../data/DataProvider.js';
import type { RegisterForm } from './form.js';
import type { RegisterJob } from './registerStore.js';

const SAVE_AFTER_MS = 400;

export interface Draft {
  readonly form: RegisterForm;
  readonly change: (part: Partial<RegisterForm>) => void;
  /** True when the form began with what was typed at an earlier time. */
  readonly restored: boolean;
  /** Back to what was proposed. */
  readonly startOver: () => void;
  /** Forgets the draft: the version is logged. */
  readonly forget: () => void;
}

export function useDraft(job: RegisterJob, initial: RegisterForm): Draft {
  const { pageStore } = useData();
  const [form, setForm] = useState(initial);
  const [restored, setRestored] = useState(false);
  const edited = useRef(false);
  const id = `register:${[job.target.collectionId ?? job.target.type ?? '', ...[...(job.grant?.names ?? ['references'])].sort()].join('|')}`;
  useEffect(() => {
    let stale = false;
    void pageStore?.drafts.get(id).then((draft) => {
      if (stale || edited.current || !draft) return;
      setForm({ ...initial, ...(draft.value as Partial<RegisterForm>), run: initial.run });
      setRestored(true);
    });
    return () => {
      stale = true;
    };
  }, [pageStore, id, initial]);
  useEffect(() => {
    if (!edited.current || !pageStore) return undefined;
    const timer = setTimeout(() => void pageStore.drafts.put({ id, saved: Date.now(), value: { ...form } }), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [pageStore, id, form]);
  const change = useCallback((part: Partial<RegisterForm>) => {
    edited.current = true;
    setForm((old) => ({ ...old, ...part }));
  }, []);
  const forget = useCallback(() => {
    edited.current = false;
    void pageStore?.drafts.delete(id);
  }, [pageStore, id]);
  const startOver = useCallback(() => {
    forget();
    setForm(initial);
    setRestored(false);
  }, [forget, initial]);
  return { form, change, restored, startOver, forget };
}
