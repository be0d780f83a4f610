// What was deleted and can be brought back: for how many days, in one run or one by one.
import { Button, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState, type ReactNode } from 'react';
import type { DeletedVersion, Removal } from '../../../shared/contract/retention.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { problemOf } from '../../state/useAct.js';
import { Bytes } from '../../ui/Bytes.js';
import { momentTime, Time } from '../../ui/Time.js';
import css from '../retention/Retention.module.css';

interface Kept {
  readonly days: number;
  readonly removals: readonly Removal[];
  readonly deleted: readonly DeletedVersion[];
}

function useKept(): { readonly kept: Kept | undefined; readonly problem: string | undefined } {
  const engine = useEngine();
  const { status } = useStatus();
  const [state, setState] = useState<{ readonly kept?: Kept; readonly problem?: string }>({});
  const ops = status?.registry.ops;
  useEffect(() => {
    const control = new AbortController();
    const { signal } = control;
    Promise.all([engine.retention.settings(undefined, { signal }), engine.retention.removals({ limit: 20 }, { signal }), engine.retention.deleted({ limit: 50 }, { signal })]).then(
      ([{ days }, removals, deleted]) => !signal.aborted && setState({ kept: { days, removals, deleted } }),
      (error: unknown) => !signal.aborted && setState({ problem: problemOf(error) }),
    );
    return () => control.abort();
  }, [engine, ops]);
  return { kept: state.kept, problem: state.problem };
}

export function Retention(): ReactNode {
  const engine = useEngine();
  const { kept, problem } = useKept();
  const [typed, setTyped] = useState<string | number>();
  const say = (job: Promise<unknown>): void => void job.catch((error: unknown) => notifications.show({ message: problemOf(error) }));
  if (problem !== undefined) return <p role="alert">{problem}</p>;
  if (!kept) return <p className="t3">Reading what was deleted…</p>;
  const days = Number(typed ?? kept.days);
  return (
    <>
      <form
        className="row"
        style={{ alignItems: 'flex-end' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (Number.isInteger(days) && days > 0) say(engine.retention.setSettings({ days }));
        }}
      >
        <NumberInput label="Days a deleted version can be brought back" w={280} min={1} max={36_500} allowDecimal={false} hideControls value={typed ?? kept.days} onChange={setTyped} />
        <Button type="submit" disabled={days === kept.days || !(days > 0)}>
          Set
        </Button>
      </form>
      {kept.removals.length > 0 && (
        <section className={css.lists} aria-label="Removed together" style={{ marginTop: 16 }}>
          <h3 className="med">Removed together</h3>
          {kept.removals.map((removal) => (
            <div key={removal.batch} className={css.line}>
              <span className="trunc" title={removal.note ?? undefined}>
                {removal.versions} {removal.versions === 1 ? 'version' : 'versions'} by {removal.actor.name}, <Time at={removal.at} />
                {removal.note && <span className="t3"> {removal.note}</span>}
              </span>
              <span className="small t3">until {momentTime(removal.until)}</span>
              <Button size="xs" disabled={removal.deleted === 0} onClick={() => say(engine.retention.undo({ batch: removal.batch }))}>
                Bring back {removal.deleted === removal.versions ? 'all' : removal.deleted}
              </Button>
            </div>
          ))}
        </section>
      )}
      <section className={css.lists} aria-label="Deleted versions" style={{ marginTop: 16 }}>
        <h3 className="med">Deleted versions</h3>
        {kept.deleted.length === 0 && <p className="t3">Nothing is deleted.</p>}
        {kept.deleted.map((version) => (
          <div key={version.id} className={css.line}>
            <span className="trunc" title={version.note ?? undefined}>
              <span className="mono">{version.ref}</span> <span className="t3">by {version.actor.name}, </span>
              <Time at={version.at} />
            </span>
            <Bytes value={version.bytes} />
            <Button size="xs" disabled={!version.restorable} title={version.restorable ? undefined : 'Its retention has ended'} onClick={() => say(engine.registry.restore({ ref: version.id }))}>
              Restore
            </Button>
          </div>
        ))}
      </section>
    </>
  );
}
