// What a panel shows: of which model or version, under which title. One form for all kinds, by what each needs.
import { Modal, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import type { PanelKind } from '../../../shared/panels/types.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { useAct } from '../../state/useAct.js';
import { useTray } from '../../state/tray.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { settingsFrom, typedFrom, type Typed } from './typedSettings.js';

interface Props {
  readonly kind: PanelKind<unknown, unknown>;
  readonly settings: JsonObject;
  readonly isNew: boolean;
  readonly onKeep: (settings: JsonObject) => Promise<void>;
  readonly onClose: () => void;
}

const DIRECTIONS = [
  { value: 'up', label: 'What it was made from' },
  { value: 'down', label: 'What was made of it' },
  { value: 'both', label: 'Both' },
];
const TARGETS = [
  { value: 'versions', label: 'Versions' },
  { value: 'models', label: 'Registered models' },
  { value: 'collections', label: 'Artifacts' },
  { value: 'runs', label: 'Runs' },
];
/** Kinds that read an alias or a metric of their model. */
const WITH_ALIAS = new Set(['modelHeader', 'history']);
const WITH_METRIC = new Set(['modelHeader', 'versions', 'metricAcross']);

export function PanelSettings(props: Props): ReactNode {
  return (
    <Modal opened onClose={props.onClose} title={props.isNew ? `Add: ${props.kind.name}` : `Settings: ${props.kind.name}`} size={480} transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form {...props} />
    </Modal>
  );
}

function Form({ kind, settings, isNew, onKeep, onClose }: Props): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const tray = useTray((state) => state.items);
  const [typed, setTyped] = useState<Typed>(() => typedFrom(settings, tray.map(({ id }) => id)));
  const set = (change: Partial<Typed>): void => setTyped({ ...typed, ...change });
  // What is kept as ids is written as people call it, unless somebody has typed by then.
  const [begun] = useState(typed.items);
  useEffect(() => {
    const ids = begun.split(', ').filter((id) => id !== '');
    if (kind.needs !== 'items' || ids.length === 0) return undefined;
    const control = new AbortController();
    engine.compare.table({ items: ids.map((ref) => ({ ref })) }, { signal: control.signal }).then(
      ({ columns }) => setTyped((now) => (now.items === begun ? { ...now, items: columns.map((column) => (column.kind === 'version' ? column.ref : column.id)).join(', ') } : now)),
      () => undefined, // the ids stand; saving says what is wrong with them
    );
    return () => control.abort();
  }, [engine, kind.needs, begun]);
  const keep = (): void =>
    act.run(async () => {
      await onKeep(await settingsFrom(engine, kind, typed));
      onClose();
    });
  const asks = kind.needs;
  const ofModel = asks === 'model' || kind.kind === 'history' || (asks === 'version' && typed.by === 'alias');
  return (
    <DialogForm act={isNew ? 'Add' : 'Save'} effect={kind.about} pending={act.pending} problem={act.problem} onSubmit={keep} onCancel={onClose}>
      {asks === 'version' && (
        <SegmentedControl
          aria-label="Which version"
          data={[
            { value: 'alias', label: 'Whichever holds an alias' },
            { value: 'ref', label: 'One version' },
          ]}
          value={typed.by}
          onChange={(by) => set({ by: by as Typed['by'] })}
        />
      )}
      {ofModel && <ModelField value={typed.model} optional={kind.kind === 'history'} onChange={(model) => set({ model })} />}
      {(WITH_ALIAS.has(kind.kind) || (asks === 'version' && typed.by === 'alias')) && <TextInput label="Alias" placeholder={kind.kind === 'history' ? 'all changes' : 'production'} value={typed.alias} onChange={(event) => set({ alias: event.currentTarget.value })} />}
      {asks === 'version' && typed.by === 'ref' && <TextInput label="Version" placeholder="name:v3, or name@b3:…" value={typed.ref} onChange={(event) => set({ ref: event.currentTarget.value })} />}
      {WITH_METRIC.has(kind.kind) && <TextInput label="Metric" placeholder="the model's headline metric" value={typed.metric} onChange={(event) => set({ metric: event.currentTarget.value })} />}
      {kind.kind === 'lineage' && <Select label="Direction" allowDeselect={false} data={DIRECTIONS} value={typed.direction} onChange={(direction) => set({ direction: direction ?? 'both' })} />}
      {asks === 'query' && <TextInput label="Query" placeholder="alias:production acc>0.9" value={typed.text} onChange={(event) => set({ text: event.currentTarget.value })} />}
      {asks === 'query' && <Select label="Finds" allowDeselect={false} data={TARGETS} value={typed.of} onChange={(of) => set({ of: of ?? 'versions' })} />}
      {asks === 'items' && <TextInput label="Versions, separated by commas" placeholder="name:v3, name:v4" value={typed.items} onChange={(event) => set({ items: event.currentTarget.value })} />}
      <TextInput label="Title" placeholder="as the panel calls itself" value={typed.title} maxLength={200} onChange={(event) => set({ title: event.currentTarget.value })} />
    </DialogForm>
  );
}

export function ModelField({ value, onChange, optional = false }: { value: string; optional?: boolean; onChange: (model: string) => void }): ReactNode {
  const { rows } = useScope('collections');
  const data = useMemo(() => rows.filter(({ form }) => form === 'registered').map(({ id, name, entity }) => ({ value: id, label: name, entity })).sort((a, b) => a.label.localeCompare(b.label)), [rows]);
  return <Select label="Registered model" searchable clearable={optional} nothingFoundMessage="No registered model of that name" placeholder={optional ? 'all' : 'Choose one'} data={data} value={value === '' ? null : value} onChange={(model) => onChange(model ?? '')} />;
}
