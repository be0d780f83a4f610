// The body of the register panel once the plan is there: facts, files, fields, and the button that logs.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openView } from '../../state/openView.js';
import { problemOf } from '../../state/useAct.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { Kbd } from '../../ui/Kbd.js';
import { DetectedSection } from './DetectedSection.js';
import { FieldsSection } from './FieldsSection.js';
import { FilesSection } from './FilesSection.js';
import { formProblems, initialForm, toLogInput } from './form.js';
import { NoticesSection } from './NoticesSection.js';
import { LoggingBar } from './LoggingBar.js';
import type { RegisterJob } from './registerStore.js';
import { useDraft } from './useDraft.js';
import { useLogging } from './useLogging.js';
import type { Logged } from './useLogging.js';
import { useNameCheck } from './useNameCheck.js';
import panel from '../../ui/SidePanel.module.css';
import css from './RegisterPanel.module.css';

export function RegisterFormView({ job, plan, onClose }: { job: RegisterJob; plan: IngestPlan; onClose: () => void }): ReactNode {
  const initial = useMemo(() => initialForm(plan, job.target), [plan, job.target]);
  const draft = useDraft(job, initial);
  const { form, change, forget } = draft;
  const engine = useEngine();
  const { run } = form;
  const from = job.target.run;
  const check = useNameCheck(form.name, form.project);
  const onDone = useCallback(
    ({ version, created }: Logged) => {
      forget();
      onClose();
      const message = created ? `Registered ${version.ref}` : `These bytes already are ${version.ref}: logged again, no second version was made`;
      const back = run !== undefined && run.id === from?.id;
      // The page of the run lists it; a toast would lie over the next form.
      if (!back || !created) notifications.show({ message, autoClose: 4_000 });
      if (run?.role === 'read') void engine.runs.use({ run: run.id, ref: version.id }).catch((error: unknown) => notifications.show({ message: `${version.ref} was registered, but not noted as read by ${run.name}: ${problemOf(error)}` }));
      // Who came from a run goes on with it.
      openView(back ? { view: 'run', run: run.id, tab: 'overview' } : { view: 'version', version: version.id, tab: 'overview' });
    },
    [engine, forget, onClose, run, from],
  );
  const { logging, start, cancel } = useLogging(onDone);
  const type = check.collection?.type ?? form.type;
  const problems = formProblems({ ...form, type }, plan);
  const blocking = plan.notices.find(({ level, path }) => level === 'error' && !(path !== null && form.exclude.includes(path)));
  const first = blocking?.message ?? check.problem ?? Object.values(problems)[0];
  const busy = logging.phase === 'running';
  const valid = first === undefined && check.known && check.next !== undefined;
  const register = (): void => {
    if (valid && !busy) start(toLogInput({ ...form, type }, job.grant?.grant));
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    register();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) register();
    if (event.key === 'Escape' && !busy && !event.defaultPrevented) onClose();
  };
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.select(), []);
  useEffect(() => {
    if (logging.phase === 'cancelled' || logging.phase === 'failed') name.current?.focus();
  }, [logging.phase]);
  const again = plan.same.find((same) => same.name === form.name.trim())?.label;
  return (
    <form className={css.form} onSubmit={onSubmit} onKeyDown={onKeyDown} aria-labelledby="register-heading" noValidate>
      <div className={panel.body}>
        <fieldset className={`${panel.fields} ${css.fields}`} disabled={busy}>
          {logging.phase === 'failed' && <ErrorState what="Nothing was registered" error={logging.error} onRetry={valid ? register : undefined} />}
          {logging.phase === 'cancelled' && <p className={panel.said} role="status">Cancelled. Nothing was kept, and the originals are as they were.</p>}
          {draft.restored && (
            <p className={panel.said} role="status">
              This is what you typed for these files before. <button type="button" className={css.link} onClick={draft.startOver}>Start over</button>
            </p>
          )}
          <NoticesSection plan={plan} exclude={form.exclude} name={form.name} />
          {job.grant && (
            <>
              <DetectedSection plan={plan} />
              <FilesSection plan={plan} rename={form.rename} exclude={form.exclude} change={change} problem={problems.files} />
            </>
          )}
          <FieldsSection form={form} type={type} change={change} check={check} again={Object.keys(form.rename).length === 0 && form.exclude.length === 0 ? again : undefined} problems={problems} nameRef={name} />
        </fieldset>
      </div>
      {busy && <LoggingBar plan={plan} exclude={form.exclude} progress={logging.progress} onCancel={cancel} />}
      <footer className={panel.foot}>
        <span className={valid || busy ? 'small t3 grow' : `small grow ${css.why}`} role="status">
          {busy || valid ? 'Source files are not changed' : (first ?? '')}
        </span>
        {!busy && <Button onClick={onClose}>Cancel</Button>}
        <Button type="submit" variant="filled" disabled={!valid || busy} rightSection={<Kbd keys="⏎" />} className={css.submit ?? ''}>
          Register
        </Button>
      </footer>
    </form>
  );
}
