// What changed in the weights, against the baseline: a heat map by layer, the figures, the tensors that changed most, one of them in detail.
import { Button, Select } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import type { CompareTable, TensorChange } from '../../../shared/contract/compare.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { ProgressBar } from '../../ui/ProgressBar.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import css from './Compare.module.css';
import { heatMap, heatOf, percent, STATE_WORDS, tensorWords } from './heat.js';
import { TensorHistogram } from './TensorHistogram.js';
import { useWeights, type WeightsDone } from './useWeights.js';

const MOST_LISTED = 200;

interface WeightsViewProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly titles: readonly string[];
}

export function WeightsView({ table, baseline, titles }: WeightsViewProps): ReactNode {
  const others = table.columns.flatMap((column, index) => (index !== baseline && column.kind === 'version' ? [{ id: column.id, title: titles[index] ?? column.ref }] : []));
  const [chosen, setChosen] = useState<string>();
  const after = others.find((other) => other.id === chosen) ?? others[0];
  const base = table.columns[baseline];
  if (!after || base?.kind !== 'version') return <p className={`small t2 ${css.section}`}>Weights are compared between versions. Make a version the baseline, and add another.</p>;
  return (
    <>
      {others.length > 1 && (
        <div className={css.section} style={{ paddingBottom: 10 }}>
          <Select aria-label="Version held against the baseline" data={others.map((other) => ({ value: other.id, label: `${other.title} against ${titles[baseline]}` }))} value={after.id} onChange={(id) => id && setChosen(id)} allowDeselect={false} searchable />
        </div>
      )}
      <OnePair key={`${base.id} ${after.id}`} before={base.id} after={after.id} title={after.title} baseTitle={titles[baseline] ?? ''} />
    </>
  );
}

function OnePair({ before, after, title, baseTitle }: { before: string; after: string; title: string; baseTitle: string }): ReactNode {
  const weights = useWeights(before, after);
  if (weights.error) return <ErrorState what="The weights could not be compared" error={weights.error} onRetry={weights.again} />;
  if (weights.cancelled) {
    return (
      <div className={css.section}>
        <p className="small t2">Comparing was cancelled.</p>
        <Button size="xs" style={{ marginTop: 8 }} onClick={weights.again}>
          Compare again
        </Button>
      </div>
    );
  }
  if (!weights.done) {
    const { progress } = weights;
    return (
      <div className={css.section}>
        {progress ? (
          <ProgressBar
            title="Comparing weights"
            progress={progress}
            action={
              <Button size="xs" onClick={weights.cancel}>
                Cancel
              </Button>
            }
          />
        ) : (
          <SkeletonRows rows={4} awaiting="the engine to compare the weights" />
        )}
      </div>
    );
  }
  return <Changed done={weights.done} before={before} after={after} title={title} baseTitle={baseTitle} />;
}

const isGone = ({ state }: TensorChange): boolean => state === 'removed' || state === 'reshaped';

/** A row a kind, a column a layer; the tensors are reached by keys in the list below. */
function Heat({ tensors, title, chosen, onChoose }: { tensors: readonly TensorChange[]; title: string; chosen: string; onChoose: (name: string) => void }): ReactNode {
  const { layers, groups, rows } = useMemo(() => heatMap(tensors), [tensors]);
  const columns = { gridTemplateColumns: `104px repeat(${layers.length}, minmax(3px, 1fr))` };
  return (
    <div className={css.heat} role="group" aria-label={`Tensors of ${title} by kind and layer`}>
      {rows.map(({ kind, cells }) => (
        <div key={kind} className={css.heatRow} style={columns}>
          <span className="mono trunc t3" title={kind}>
            {kind}
          </span>
          {cells.map((found, at) => (
            <span key={layers[at]} className={css.heatCell}>
              {found.map((tensor) => (
                <button key={`${tensor.name} ${tensor.state}`} type="button" tabIndex={-1} aria-pressed={tensor.name === chosen} aria-label={`${tensor.name}: ${tensorWords(tensor)}`} title={`${tensor.name}: ${tensorWords(tensor)}`} className={isGone(tensor) ? css.gone : undefined} style={isGone(tensor) ? undefined : { background: `var(--heat-${heatOf(tensor)})` }} onClick={() => onChoose(tensor.name)} />
              ))}
            </span>
          ))}
        </div>
      ))}
      <div className={css.heatRow} style={columns} aria-hidden>
        <span />
        {groups.map(({ name, span }) => (
          <span key={name} className="small trunc t3" style={{ gridColumn: `span ${span}` }} title={name}>
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}

function Changed({ done, before, after, title, baseTitle }: { done: WeightsDone; before: string; after: string; title: string; baseTitle: string }): ReactNode {
  const { summary, tensors } = done;
  const most = useMemo(() => tensors.filter((tensor) => tensor.state !== 'same').sort((a, b) => (b.relative ?? -1) - (a.relative ?? -1)), [tensors]);
  const [wanted, setWanted] = useState<string>();
  const chosen = tensors.find((tensor) => tensor.name === wanted) ?? most.find((tensor) => tensor.relative !== null) ?? most[0];
  const top = Math.max(0, ...most.map((tensor) => tensor.relative ?? 0));
  return (
    <>
      <section className={css.section} aria-label="Weights changed">
        <div className={css.sectionHead}>
          <h2>Weights changed</h2>
          <span className="grow" />
          <span className={css.note}>relative change per tensor, against {baseTitle}</span>
        </div>
        <Heat tensors={tensors} title={title} chosen={chosen?.name ?? ''} onChoose={setWanted} />
        <div className="row" style={{ marginTop: 8 }}>
          <span className={css.scale} aria-hidden>
            {[0, 1, 2, 3, 4, 5].map((step) => (
              <i key={step} style={{ background: `var(--heat-${step})` }} />
            ))}
          </span>
          <span className={css.note}>none to 10 % and more</span>
          <span className={css.scale} aria-hidden>
            <i className={css.gone} />
          </span>
          <span className={css.note}>reshaped or removed</span>
        </div>
        <ul className={css.counts} aria-label="Tensors in all">
          {([['same', summary.same], ['changed', summary.changed], ['retyped', summary.retyped], ['reshaped', summary.reshaped], ['added', summary.added], ['removed', summary.removed]] as const).map(([word, count]) => (
            <li key={word}>
              <b className="num">{count}</b> {word}
            </li>
          ))}
          <li>
            <b className="num">{formatBytes(summary.shared)}</b> shared
          </li>
        </ul>
      </section>
      <section className={css.section} aria-label="Most changed">
        <div className={css.sectionHead}>
          <h2>Most changed</h2>
          <span className="grow" />
          <span className={css.note}>{most.length > MOST_LISTED ? `the first ${MOST_LISTED} of ${most.length}` : `${title} against ${baseTitle}`}</span>
        </div>
        {most.length === 0 && <p className="small t2">Every tensor is the same.</p>}
        <div style={{ maxHeight: 240, overflow: 'auto' }}>
          {most.slice(0, MOST_LISTED).map((tensor) => (
            <button key={`${tensor.name} ${tensor.state}`} type="button" className={css.most} aria-pressed={tensor === chosen} onClick={() => setWanted(tensor.name)} title={`${tensor.name}: ${tensorWords(tensor)}`}>
              <span className="mono trunc t2">{tensor.name}</span>
              <span className="meter">{tensor.relative !== null && <i style={{ width: `${top === 0 ? 0 : Math.max(2, (100 * tensor.relative) / top)}%` }} />}</span>
              <span className="num">{tensor.relative === null ? STATE_WORDS[tensor.state] : percent(tensor.relative)}</span>
            </button>
          ))}
        </div>
      </section>
      {chosen && <TensorHistogram before={before} after={after} tensor={chosen} title={title} baseTitle={baseTitle} />}
    </>
  );
}
