// The way in for other programs: the HTTP API on or off, its port, its tokens, and how to use it.
import { Button, NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DoorsStatus } from '../../../../shared/contract/doors.js';
import { API_PREFIX } from '../../../../shared/contract/routes.js';
import { useEngine } from '../../../api/EngineProvider.js';
import { useAct } from '../../../state/useAct.js';
import { CodeSnippet } from '../../../ui/CodeSnippet.js';
import { CopyText } from '../../../ui/CopyText.js';
import { ErrorState } from '../../../ui/ErrorState.js';
import { SkeletonRows } from '../../../ui/Skeleton.js';
import css from './Doors.module.css';
import { doorSnippets } from './snippets.js';
import { Tokens } from './Tokens.js';
import { useDoors } from './useDoors.js';

function stateOf({ state, url, problem }: DoorsStatus): ReactNode {
  if (state === 'listening' && url !== null)
    return (
      <>
        Listening at <CopyText text={`${url}${API_PREFIX}/`} what="address of the API" />
      </>
    );
  return state === 'off' ? 'Off. Nothing of this computer can be reached over HTTP.' : (problem ?? 'It does not listen.');
}

function Switches({ status, refresh }: { status: DoorsStatus; refresh: () => void }): ReactNode {
  const engine = useEngine();
  const [port, setPort] = useState<number | string>(status.port);
  const { pending, problem, run } = useAct();
  const set = (change: { on?: boolean; port?: number }): void =>
    run(async () => {
      await engine.doors.set(change);
      refresh();
    });
  const valid = typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535;
  const trouble = status.state === 'elsewhere' || status.state === 'failed';
  return (
    <>
      <div className={css.switch}>
        <Switch label="HTTP API on this computer" checked={status.on} aria-busy={pending} onChange={({ currentTarget }) => set({ on: currentTarget.checked })} />
        <span role="status" className={trouble ? css.problem : 'small t2'}>
          {stateOf(status)}
        </span>
      </div>
      <form
        className={css.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) set({ port });
        }}
      >
        <NumberInput aria-label="Port" className={css.port ?? ''} leftSection={<span className="small t2">Port</span>} leftSectionWidth={44} value={port} onChange={setPort} min={0} max={65_535} allowDecimal={false} allowNegative={false} thousandSeparator={false} hideControls />
        <Button type="submit" disabled={!valid || port === status.port} aria-busy={pending}>
          Use this port
        </Button>
        {!valid && <span className={css.problem}>A port is a whole number up to 65535.</span>}
      </form>
      {problem !== undefined && (
        <p role="alert" className={css.problem}>
          {problem}
        </p>
      )}
    </>
  );
}

function Snippets({ url }: { url: string }): ReactNode {
  const snippets = doorSnippets(url);
  const [shown, setShown] = useState('python');
  const snippet = snippets.find(({ id }) => id === shown) ?? snippets[0];
  return (
    <>
      <h3 className={css.h}>
        Use it
        <SegmentedControl size="xs" aria-label="Way in" data={snippets.map(({ id, title }) => ({ value: id, label: title }))} value={shown} onChange={setShown} />
      </h3>
      {snippet && <CodeSnippet code={snippet.code} what={`${snippet.title} snippet`} />}
      <p className="caption">{snippet?.note}</p>
    </>
  );
}

export function Doors(): ReactNode {
  const { status, tokens, error, refresh } = useDoors();
  if (error) return <ErrorState what="The doors could not be read" error={error} onRetry={refresh} />;
  if (!status) return <SkeletonRows awaiting="the engine to say which doors are open" />;
  return (
    <>
      <p>Scripts, notebooks and the wandb package reach this registry through a port of this computer. Other computers cannot, and no page of a browser can.</p>
      <Switches key={status.port} status={status} refresh={refresh} />
      <Tokens tokens={tokens} refresh={refresh} />
      <Snippets url={status.url ?? `http://127.0.0.1:${status.port}`} />
    </>
  );
}
