// The tokens that open the API: who has one, when it was used, a new one, and an end to one.
import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { TokenRow } from '../../../../shared/contract/doors.js';
import { useEngine } from '../../../api/EngineProvider.js';
import { useAct } from '../../../state/useAct.js';
import { CodeSnippet } from '../../../ui/CodeSnippet.js';
import { Time } from '../../../ui/Time.js';
import css from './Doors.module.css';

interface Props {
  readonly tokens: readonly TokenRow[];
  readonly refresh: () => void;
}

/** Asked twice, the second time by the same button: a program that holds it stops working at once. */
function Revoke({ token, refresh }: { token: TokenRow; refresh: () => void }): ReactNode {
  const engine = useEngine();
  const [sure, setSure] = useState(false);
  const { pending, problem, run } = useAct();
  const revoke = (): void =>
    run(async () => {
      await engine.doors.tokens.revoke({ id: token.id });
      refresh();
    });
  return (
    <>
      <Button size="xs" {...(sure && { className: css.danger ?? '' })} aria-busy={pending} onBlur={() => setSure(false)} onClick={() => (sure ? revoke() : setSure(true))}>
        {sure ? 'Revoke now' : 'Revoke'}
        <span className="sr"> {token.name}</span>
      </Button>
      {problem !== undefined && (
        <span role="alert" className={css.problem}>
          {problem}
        </span>
      )}
    </>
  );
}

export function Tokens({ tokens, refresh }: Props): ReactNode {
  const engine = useEngine();
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ name: string; token: string }>();
  const { pending, problem, run } = useAct();
  const create = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    run(async () => {
      const { token, row } = await engine.doors.tokens.create({ name: name.trim() });
      setMade({ name: row.name, token });
      setName('');
      refresh();
    });
  };
  return (
    <>
      <h3 className={css.h}>Tokens</h3>
      {tokens.length === 0 ? (
        <p className="small t2">No program has a token. Make one for each, so that each can be ended by itself.</p>
      ) : (
        <ul className={css.tokens} aria-label="Tokens">
          {tokens.map((token) => (
            <li key={token.id}>
              <span className={css.name} title={token.name}>
                {token.name}
              </span>
              <span className="small t2">as {token.actor.name}</span>
              <span className="small t2">
                {token.used === null ? (
                  'never used'
                ) : (
                  <>
                    used <Time at={token.used} />
                  </>
                )}
              </span>
              <span className={css.end}>
                <Revoke token={token} refresh={refresh} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <form className={css.row} onSubmit={create}>
        <TextInput aria-label="What will use the token" placeholder="What will use it, e.g. training box" value={name} maxLength={100} onChange={({ currentTarget }) => setName(currentTarget.value)} autoComplete="off" />
        <Button type="submit" disabled={name.trim() === ''} aria-busy={pending}>
          Make a token
        </Button>
      </form>
      {problem !== undefined && (
        <p role="alert" className={css.problem}>
          {problem}
        </p>
      )}
      {made && (
        <div className={css.secret} role="status">
          <p className="small">
            The token for <b>{made.name}</b>. It is shown this once: copy it now.
          </p>
          <CodeSnippet code={made.token} what={`token for ${made.name}`} />
        </div>
      )}
    </>
  );
}
