// The layers of a model in the order of its file, with their kinds and sizes as the file has them; inputs and outputs at both ends.
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { FileFacts, LayerFact } from '../../../shared/contract/entities.js';
import { useEntryState } from '../../state/entryState.js';
import type { Column } from '../../ui/columns.js';
import { LongName } from '../../ui/LongName.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import css from './Version.module.css';

const COUNT = new Intl.NumberFormat();
const FIRST = 6;
const MOST = 18;
const ROW = 28;
const HEAD = 29;

interface LayerLine extends LayerFact {
  readonly id: string;
}

/** Shown where a file says more than the names of its tensors. */
export function layeredFacts(facts: readonly FileFacts[]): FileFacts | undefined {
  return facts.find((fact) => fact.layers.some((layer) => layer.kind !== '')) ?? facts.find((fact) => fact.layers.length > 1);
}

export function LayersSection({ facts }: { facts: FileFacts }): ReactNode {
  const [all, setAll] = useEntryState('layers.all', false);
  const lines = useMemo(() => facts.layers.map((layer, index): LayerLine => ({ ...layer, id: String(index) })), [facts.layers]);
  const columns = useMemo(() => layerColumns(facts.layers), [facts.layers]);
  const shown = Math.min(lines.length, all ? MOST : FIRST);
  return (
    <section className={css.block} aria-label="Layers">
      <div className={css.blockHead}>
        <h2 className="h">Layers</h2>
        <span className="t3 small tnum">{COUNT.format(facts.layerCount)}</span>
        {facts.architecture !== null && (
          <span className="t3 small trunc" title={facts.architecture}>
            {facts.architecture}
          </span>
        )}
      </div>
      <div style={{ height: HEAD + shown * ROW, display: 'flex' }}>
        <VirtualTable label="Layers" dense rows={all ? lines : lines.slice(0, FIRST)} columns={columns} rowKey={(line) => line.id} rowText={(line) => line.name} total={lines.length} />
      </div>
      {lines.length > FIRST && (
        <button type="button" className={css.showAll} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${facts.layerCount > lines.length ? `the first ${COUNT.format(lines.length)} of ${COUNT.format(facts.layerCount)}` : `all ${COUNT.format(lines.length)}`} layers`}
        </button>
      )}
    </section>
  );
}

function layerColumns(layers: readonly LayerFact[]): readonly Column<LayerLine>[] {
  const kinds = layers.some((layer) => layer.kind !== '');
  const sizes = layers.some((layer) => layer.detail !== '');
  const counts = layers.some((layer) => layer.parameters !== null && layer.parameters > 0);
  const text = (value: string, className: string): ReactNode => (
    <span className={`${className} trunc`} title={value}>
      {value}
    </span>
  );
  return [
    { id: 'name', title: 'Name', min: 180, grow: 3, cell: (layer) => <LongName name={layer.name} className="mono" /> },
    ...(kinds ? [{ id: 'kind', title: 'Kind', ...(sizes ? { width: 148 } : { min: 148, grow: 2 }), cell: (layer: LayerLine) => text(layer.kind, 't2') }] : []),
    ...(sizes ? [{ id: 'detail', title: 'Sizes', min: 160, grow: 2, leaves: 2, cell: (layer: LayerLine) => text(layer.detail, 'mono t2') }] : []),
    ...(counts ? [{ id: 'parameters', title: 'Parameters', width: 96, align: 'right' as const, leaves: 1, cell: (layer: LayerLine) => <span className="num t2">{layer.parameters ? COUNT.format(layer.parameters) : ''}</span> }] : []),
  ];
}
