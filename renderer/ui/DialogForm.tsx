// The inside of a dialog that asks for something: fields, what the act will do, and the act.
import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import css from './DialogForm.module.css';

interface Props {
  /** Words of the button that acts. */
  readonly act: string;
  /** What will happen, before it happens. */
  readonly effect?: ReactNode;
  readonly disabled?: boolean;
  readonly pending: boolean;
  readonly problem: string | undefined;
  readonly danger?: boolean;
  /** Words of the button that leaves, where nothing is left undone by it. */
  readonly cancel?: string;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
}

export function DialogForm({ act, effect, disabled = false, pending, problem, danger = false, cancel = 'Cancel', onSubmit, onCancel, children }: Props): ReactNode {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!disabled && !pending) onSubmit();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      {children}
      {problem !== undefined && (
        <p className={css.problem} role="alert">
          {problem}
        </p>
      )}
      <p className={css.effect} role="status">
        {effect}
      </p>
      <footer className={css.foot}>
        <Button onClick={onCancel}>{cancel}</Button>
        <Button type="submit" variant="filled" disabled={disabled} aria-busy={pending} {...(danger && { className: css.danger ?? '' })}>
          {act}
        </Button>
      </footer>
    </form>
  );
}
