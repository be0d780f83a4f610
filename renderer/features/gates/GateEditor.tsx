// The policy of one alias: read as a list of what it asks for, written as words, tried on a version while it is typed.
import { Button, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import type { PolicyRow } from '../../../shared/contract/policies.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAct } from '../../state/useAct.js';
import { AliasBadge } from '../../ui/AliasBadge.js';
import { offerUndo } from '../../ui/undoToast.js';
import css from './Gates.module.css';
import { gateWords, useVerdict } from './useVerdict.js';
import { VerdictList } from './VerdictList.js';

interface Props {
  readonly model: CollectionRow;
  readonly alias: string;
  readonly policy: PolicyRow | undefined;
  /** What it is tried on. */
  readonly version: VersionRow | undefined;
}

export function GateEditor({ model, alias, policy, version }: Props): ReactNode {
  const engine = useEngine();
  const [draft, setDraft] = useState<string>();
  const act = useAct();
  const saved = policy?.text ?? '';
  const { verdict, problem } = useVerdict(version && { collection: model.id, alias, ref: version.id, ...(draft !== undefined && { text: draft }) });
  const save = (): void =>
    act.run(async () => {
      await engine.policies.set({ collection: model.id, alias, text: draft ?? '' });
      setDraft(undefined);
      offerUndo(`Changed what ${alias} requires`, () => engine.policies.set({ collection: model.id, alias, text: saved }));
    });
  const title = `${alias} requires`;
  return (
    <section className={css.gate} aria-label={title}>
      <div className={css.line}>
        <AliasBadge alias={{ name: alias, kind: 'set', contested: false }} />
        <h2 className="med">requires</h2>
        <span className="grow" />
        {version && verdict && <span className="small t3">{gateWords(verdict) === '' ? '' : `${version.label}: ${gateWords(verdict)}`}</span>}
        {draft === undefined && (
          <Button size="xs" aria-label={`Edit what ${alias} requires`} leftSection={<IconPencil className="i s14" aria-hidden />} onClick={() => setDraft(saved)}>
            Edit what {alias} requires
          </Button>
        )}
      </div>
      {policy?.problem != null && <p role="alert">{policy.problem}</p>}
      {draft === undefined ? (
        saved === '' && <p className="t3">Nothing is asked for beyond what always stands: no version whose safety scan was flagged.</p>
      ) : (
        <Textarea aria-label={title} description="One clause after another, with a semicolon or a new line: staging first; accuracy >= incumbent - 0.002 on the same evaluation dataset; safety clean; tag reviewed; note" autosize minRows={2} maxRows={8} maxLength={10_000} spellCheck={false} autoFocus error={problem} styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: 'var(--fs-small)' } }} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} />
      )}
      {verdict && <VerdictList verdict={verdict} all={draft !== undefined} />}
      {!version && saved !== '' && (
        <ul className={css.asks}>
          {policy?.clauses.map((clause) => (
            <li key={clause}>{clause}</li>
          ))}
        </ul>
      )}
      {draft !== undefined && (
        <div className={css.foot}>
          {act.problem !== undefined && (
            <span className="grow" role="alert" style={{ color: 'var(--danger-fg)' }}>
              {act.problem}
            </span>
          )}
          <span className="grow" />
          <Button onClick={() => setDraft(undefined)}>Cancel</Button>
          <Button variant="filled" disabled={draft === saved || problem !== undefined} aria-busy={act.pending} onClick={save}>
            Save gates
          </Button>
        </div>
      )}
    </section>
  );
}
