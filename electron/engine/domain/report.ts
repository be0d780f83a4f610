// A report out of its operations: each field is the write that no other replaced; of several the latest is shown, the rest kept.
import { PanelValue, ReportExported, type OtherValue, type ReportChange, type ReportDetail, type ReportPanel, type ReportRow } from '../../../shared/contract/reports.js';
import type { Actor, JsonValue } from '../../../shared/contract/primitives.js';

/** An operation of a report. Given in the order of (hlc, hash). */
export interface Written {
  readonly id: string;
  readonly field: string;
  readonly value: JsonValue;
  readonly observed: readonly string[];
  readonly at: number;
  readonly actor: Actor;
  readonly device: string;
}

/** The writes made up to a moment, and all they observe however late their clocks stand. */
export function writtenUpTo(writes: readonly Written[], at: number): readonly Written[] {
  const byId = new Map(writes.map((write) => [write.id, write]));
  const kept = new Set<string>();
  const waiting = writes.filter((write) => write.at <= at);
  for (let write = waiting.pop(); write; write = waiting.pop()) {
    if (kept.has(write.id)) continue;
    kept.add(write.id);
    waiting.push(...write.observed.flatMap((id) => byId.get(id) ?? []));
  }
  return writes.filter(({ id }) => kept.has(id));
}

/** field -> the writes that stand, the one to show first. */
export function standing(writes: readonly Written[]): ReadonlyMap<string, readonly Written[]> {
  const replaced = new Map<string, Set<string>>();
  for (const { field, observed } of writes) {
    const gone = replaced.get(field) ?? new Set();
    for (const id of observed) gone.add(id);
    replaced.set(field, gone);
  }
  const heads = new Map<string, Written[]>();
  for (const write of writes) if (!replaced.get(write.field)?.has(write.id)) heads.set(write.field, [write, ...(heads.get(write.field) ?? [])]);
  return heads;
}

const textOf = (head: Written | undefined): string => (typeof head?.value === 'string' ? head.value : '');
const other = ({ value, actor, device, at }: Written): OtherValue => ({ value, actor, device, at });

function panelsOf(heads: ReadonlyMap<string, readonly Written[]>): ReportPanel[] {
  const panels: ReportPanel[] = [];
  for (const [field, [head]] of heads) {
    const id = /^panel\.([0-9a-f]{16})$/.exec(field)?.[1];
    const read = PanelValue.safeParse(head?.value);
    if (id === undefined || !read.success) continue;
    const [text, ...others] = heads.get(`text.${id}`) ?? [];
    panels.push({ ...read.data, id, text: text ? textOf(text) : read.data.kind === 'text' ? '' : null, others: others.filter(({ value }) => value !== text?.value).map(other) });
  }
  return panels.sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x || (a.id < b.id ? -1 : 1));
}

function editorsOf(writes: readonly Written[]): Actor[] {
  const seen = new Map<string, Actor>();
  for (const { actor } of [...writes].reverse()) {
    const key = actor.email ?? actor.name;
    if (!seen.has(key)) seen.set(key, actor);
  }
  return [...seen.values()];
}

/** The report as these writes make it; undefined when there are none. Writes in the order of (hlc, hash). */
export function reportFrom(id: string, writes: readonly Written[]): ReportDetail | undefined {
  const [first] = writes;
  const last = writes.at(-1);
  if (!first || !last) return undefined;
  const heads = standing(writes);
  const [title, ...titles] = heads.get('title') ?? [];
  return {
    id,
    title: textOf(title) || 'Untitled report',
    subtitle: textOf(heads.get('subtitle')?.[0]),
    panels: panelsOf(heads),
    created: first.at,
    updated: last.at,
    actor: last.actor,
    deleted: heads.get('deleted')?.[0]?.value === true,
    editors: editorsOf(writes),
    others: titles.map(other),
    exported: ReportExported.safeParse(heads.get('exported')?.[0]?.value).data ?? null,
  };
}

export function reportRow({ panels, editors: _editors, others: _others, exported: _exported, ...row }: ReportDetail): ReportRow {
  return { ...row, panels: panels.length };
}

/** Newest first. Of an export only that it was: its figures would be most of the answer. */
export function changesOf(writes: readonly Written[]): ReportChange[] {
  return [...writes].reverse().map(({ at, actor, device, field, value }) => ({ at, actor, device, field, value: field === 'exported' ? null : value }));
}
