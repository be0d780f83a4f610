// The registered model that typed words mean: one that is there, or one to come, and what a link to it would be called.
import { useEffect, useMemo, useState } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope, useStatus } from '../../data/hooks.js';
import type { NamedVersion } from '../../state/dialogs.js';
import type { LinkPlan } from './linkEffect.js';
import { useModelName } from './useModelName.js';

export interface LinkTarget {
  /** What the field offers. */
  readonly names: readonly string[];
  readonly model: CollectionRow | undefined;
  /** The reference to link to; undefined while it cannot be said. */
  readonly target: string | undefined;
  readonly problem: string | undefined;
  readonly plan: LinkPlan | undefined;
}

/** The next number of a model that is there, as far as this device may give one. */
function useNextNumber(model: CollectionRow | undefined): number | undefined {
  const engine = useEngine();
  const [next, setNext] = useState<{ readonly of: string; readonly number: number | undefined }>();
  const of = model && `${model.id} ${model.updated}`;
  const { name, project, entity } = model ?? {};
  useEffect(() => {
    if (of === undefined || name === undefined || project === undefined || entity === undefined) return undefined;
    const control = new AbortController();
    engine.ingest.checkName({ name, project, entity }, { signal: control.signal }).then(
      (check) => !control.signal.aborted && setNext({ of, number: /^v\d+$/.test(check.next) ? Number(check.next.slice(1)) : undefined }),
      () => undefined,
    );
    return () => control.abort();
  }, [engine, of, name, project, entity]);
  return next?.of === of ? next?.number : undefined;
}

export function useLinkTarget(typed: string, versions: readonly NamedVersion[]): LinkTarget {
  const type = versions[0]?.type ?? 'model';
  const { rows } = useScope('collections');
  const { status } = useStatus();
  const models = useMemo(() => rows.filter((row) => row.form === 'registered' && row.type === type), [rows, type]);
  const shown = useMemo(() => {
    const often = (name: string): boolean => models.filter((row) => row.name === name).length > 1;
    return new Map(models.map((row) => [often(row.name) ? `${row.entity}/${row.name}` : row.name, row]));
  }, [models]);
  const wanted = typed.trim();
  const model = shown.get(wanted) ?? models.find((row) => row.name.toLocaleLowerCase() === wanted.toLocaleLowerCase());
  const owner = status?.entity ?? '';
  const check = useModelName(model ? '' : wanted, owner);
  const listed = useScope(model ? `versions:${model.id}` : undefined).rows;
  const ours = status?.registry.home === 'computer';
  const next = useNextNumber(model);
  const fresh = !model && wanted !== '' && check.known && check.problem === undefined && type === 'model';
  const plan = useMemo((): LinkPlan | undefined => {
    if (model) return { versions, model: model.name, next: ours ? next : undefined, known: new Map(listed.map(({ id, label }) => [id, label])), latest: model.aliases['latest'] };
    return fresh ? { versions, model: wanted, newFor: owner, next: ours ? 0 : undefined, known: new Map(), latest: undefined } : undefined;
  }, [model, versions, ours, next, listed, fresh, wanted, owner]);
  const problem = model || wanted === '' ? undefined : type === 'model' ? check.problem : `No registered model of type ${type} has this name; make one in Artifacts first`;
  const target = model ? `${model.entity}/${model.project}/${model.name}` : fresh ? `${owner}/model-registry/${wanted}` : undefined;
  return { names: [...shown.keys()], model, target, problem, plan };
}
