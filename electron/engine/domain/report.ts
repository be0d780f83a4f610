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

const shows = ({ kind, settings }: PanelValue): string => JSON.stringify([kind, settings]);

/** The latest that is a panel, and the writes beside it that are not the same panel: a removal that did not see it among them. */
function shownPanel(writes: readonly Written[]): { readonly panel: PanelValue; readonly rivals: readonly Written[] } | undefined {
  const read = writes.map((write) => ({ write, panel: PanelValue.safeParse(write.value).data }));
  const shown = read.find(({ panel }) => panel)?.panel;
  return shown && { panel: shown, rivals: read.filter(({ write, panel }) => (panel ? shows(panel) !== shows(shown) : write.value === null)).map(({ write }) => write) };
}

const isText = ({ value }: Written): boolean => typeof value === 'string';

/**
 * A panel that was taken away, where somebody wrote in its text without having seen that: nobody's words go with it. A removal
 * overwrites the text it saw with null; a text that stands beside that null, or after it, was written by somebody else.
 */
function outlived(id: string, gone: readonly Written[], heads: readonly Written[], writes: readonly Written[]): ReturnType<typeof shownPanel> {
  const removed = writes.some(({ field, value }) => field === `text.${id}` && value === null);
  if (!removed || !heads.some((head) => isText(head) && head.value !== '')) return undefined;
  const before = [...writes].reverse().flatMap(({ field, value }) => (field === `panel.${id}` ? (PanelValue.safeParse(value).data ?? []) : []));
  return before[0] && { panel: before[0], rivals: gone };
}

function panelsOf(heads: ReadonlyMap<string, readonly Written[]>, all: readonly Written[]): ReportPanel[] {
  const panels: ReportPanel[] = [];
  for (const [field, writes] of heads) {
    const id = /^panel\.([0-9a-f]{16})$/.exec(field)?.[1];
    if (id === undefined) continue;
    const texts = heads.get(`text.${id}`) ?? [];
    const shown = shownPanel(writes) ?? outlived(id, writes, texts, all);
    if (!shown) continue;
    const { panel, rivals } = shown;
    const [text, ...others] = texts.filter(isText);
    panels.push({ ...panel, id, text: text ? textOf(text) : panel.kind === 'text' ? '' : null, others: others.filter(({ value }) => value !== text?.value).map(other), rivals: rivals.map(other) });
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
    panels: panelsOf(heads, writes),
    created: first.at,
    updated: last.at,
    actor: last.actor,
    deleted: heads.get('deleted')?.[0]?.value === true,
    editors: editorsOf(writes),
    others: titles.filter(({ value }) => value !== title?.value).map(other),
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
