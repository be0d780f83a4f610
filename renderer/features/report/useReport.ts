// One report, live: read again whenever somebody changed it, and at once what this window changes.
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useState } from 'react';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import type { ReportDetail } from '../../../shared/contract/reports.js';
import type { CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { problemOf } from '../../state/useAct.js';
import { withFields } from './withFields.js';

export interface LiveReport {
  readonly report: ReportDetail | undefined;
  readonly error: CairnError | undefined;
  readonly retry: () => void;
  /** Shows it at once and writes it; what could not be written is taken back and said. */
  readonly edit: (set: Readonly<Record<string, JsonValue>>) => Promise<void>;
  readonly replace: (report: ReportDetail) => void;
}

/** With `at` as it stood then, which nothing changes. */
export function useReport(id: string, at: number | undefined): LiveReport {
  const engine = useEngine();
  const stamp = useStamp([`report:${id}`, 'reports'], 300);
  const { value, error, retry } = useAnswer({ report: id, ...(at === undefined ? {} : { at }) }, (asked, signal) => engine.reports.get(asked, { signal }), stamp);
  const [own, setOwn] = useState<{ readonly over: ReportDetail | undefined; readonly report: ReportDetail }>();
  useEffect(() => setOwn(undefined), [at, id]);
  // What this window wrote stands until a reading is of that writing or a later one; such a reading knows what arrived besides.
  const shown = own && at === undefined && (value === undefined || own.report.updated > value.updated) ? own.report : value;
  const replace = useCallback((report: ReportDetail) => setOwn({ over: undefined, report }), []);
  const edit = useCallback(
    async (set: Readonly<Record<string, JsonValue>>) => {
      setOwn((old) => {
        const base = old?.report ?? value;
        return base ? { over: old?.over ?? base, report: withFields(base, set, Date.now()) } : old;
      });
      try {
        replace(await engine.reports.edit({ report: id, set }));
      } catch (problem) {
        setOwn(undefined);
        notifications.show({ message: problemOf(problem), autoClose: 8000 });
      }
    },
    [engine, id, value, replace],
  );
  return { report: shown, error: shown ? undefined : error, retry, edit, replace };
}
