// What a list of history is narrowed to, and how the engine is asked for it.

export interface HistoryFilter {
  /** Id of a model or collection. */
  readonly subject: string | null;
  readonly alias: string | null;
  readonly actor: string;
  /** A family of changes. */
  readonly kind: string | null;
  /** Days as `2026-06-12`, of this computer's clock; both ends count. Empty for no end. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: HistoryFilter = { subject: null, alias: null, actor: '', kind: null, from: '', to: '' };

/** Families of changes as people call them. */
export const KINDS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'alias', label: 'Alias moves' },
  { value: 'link', label: 'Links' },
  { value: 'unlink', label: 'Unlinks' },
  { value: 'log', label: 'Logged versions' },
  { value: 'collection', label: 'Models and collections' },
  { value: 'describe', label: 'Descriptions and cards' },
  { value: 'tag', label: 'Tags' },
  { value: 'delete', label: 'Deletions' },
  { value: 'restore', label: 'Restores' },
  { value: 'policy', label: 'Gates and retention' },
  { value: 'setting', label: 'Settings' },
];

export function isFiltered(filter: HistoryFilter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
}

const DAY = 24 * 60 * 60_000;

/** Start of a day on this computer's clock; undefined for what is no day. */
function dayStart(day: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00`).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

interface HistoryQuestion {
  readonly subject?: string;
  readonly alias?: string;
  readonly actor?: string;
  readonly kind?: string;
  readonly before?: number;
  readonly after?: number;
}

export function questionOf({ subject, alias, actor, kind, from, to }: HistoryFilter): HistoryQuestion {
  const [first, last] = [dayStart(from), dayStart(to)];
  return {
    ...(subject !== null && { subject }),
    ...(alias !== null && { alias }),
    ...(actor.trim() !== '' && { actor: actor.trim() }),
    ...(kind !== null && { kind }),
    ...(first !== undefined && { after: first }),
    // A day may have 23 or 25 hours: the start of the next one, less a moment.
    ...(last !== undefined && { before: (dayStart(dayAfter(to)) ?? last + DAY) - 1 }),
  };
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T12:00:00`);
  next.setDate(next.getDate() + 1);
  return `${next.getFullYear()}-${String(next.getMonth() + 1).padStart(2, '0')}-${String(next.getDate()).padStart(2, '0')}`;
}
