// The gates of a model: for each alias what has to hold before it moves, in words, and what that would say of a version now.
import { Select } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import type { PolicyRow } from '../../../shared/contract/policies.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { problemOf } from '../../state/useAct.js';
import { useProtectedAliases } from '../../state/useProtectedAliases.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import css from './Gates.module.css';
import { GateEditor } from './GateEditor.js';

/** The policies of a model, read again when the registry changed; undefined until they are here. */
export function usePolicies(collection: string): { readonly policies: readonly PolicyRow[] | undefined; readonly problem: string | undefined } {
  const engine = useEngine();
  const { status } = useStatus();
  const ops = status?.registry.ops;
  const [state, setState] = useState<{ readonly policies?: readonly PolicyRow[]; readonly problem?: string }>({});
  useEffect(() => {
    const control = new AbortController();
    engine.policies.list({ collection }, { signal: control.signal }).then(
      (policies) => !control.signal.aborted && setState({ policies }),
      (error: unknown) => !control.signal.aborted && setState({ problem: problemOf(error) }),
    );
    return () => control.abort();
  }, [engine, collection, ops]);
  return { policies: state.policies, problem: state.problem };
}

interface Props {
  readonly model: CollectionRow;
  readonly rows: readonly VersionRow[];
  /** The version that the page is about. */
  readonly chosen: VersionRow | undefined;
}

export function GatesTab({ model, rows, chosen }: Props): ReactNode {
  const { policies, problem } = usePolicies(model.id);
  const guarded = useProtectedAliases(model.id);
  const [picked, setPicked] = useState<string | null>(null);
  const version = rows.find(({ id }) => id === picked) ?? chosen;
  const aliases = useMemo(() => sortAliases([...new Set([...(guarded ?? []), ...(policies ?? []).map(({ alias }) => alias)])].map((name) => ({ name }))).map(({ name }) => name), [guarded, policies]);
  if (problem !== undefined) return <ErrorState what="The gates cannot be shown" error={{ code: 'internal', message: problem }} />;
  if (!policies || !guarded) return <SkeletonRows rows={3} awaiting="the gates of this model" />;
  return (
    <div className="scroll" role="region" aria-label="Gates" tabIndex={0}>
      <div className={css.gates}>
        <div className={css.line} style={{ paddingTop: 12 }}>
          <span className="t2 grow">What has to hold before an alias moves. It is checked in the window, on the command line and for scripts alike; an override needs a reason, which history keeps.</span>
          <Select aria-label="Version to try the gates on" w={150} miw={150} data={rows.map(({ id, label }) => ({ value: id, label: `Try on ${label}` }))} value={version?.id ?? null} allowDeselect={false} comboboxProps={{ transitionProps: { duration: 0 } }} placeholder="No version yet" onChange={setPicked} />
        </div>
        {aliases.map((alias) => (
          <GateEditor key={alias} model={model} alias={alias} policy={policies.find((each) => each.alias === alias)} version={version} />
        ))}
      </div>
    </div>
  );
}
