// The words typed over the list of runs: `state:running lr>=0.001 summary.acc>0.9 resnet` as conditions and a name.
import type { RunColumn, RunFilter, RunSelection } from '../../../shared/contract/runs.js';

const CONDITION = /^(-?)([^\s<>=!:]+)(:|<=|>=|!=|=|<|>)(.+)$/;
/** Words people use for the fields of a run. */
const FIELDS: Readonly<Record<string, string>> = { job: 'jobType', jobtype: 'jobType', state: 'state', group: 'group', tag: 'tags', by: 'actor', actor: 'actor', name: 'name' };

export interface ParsedFilter {
  readonly selection: Pick<RunSelection, 'query' | 'filters'> & { project?: string };
  /** Names that no run has a column for. */
  readonly unknown: readonly string[];
}

/** Words with spaces stand in double quotes. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(([word]) => word.replaceAll('"', ''));
}

function valueOf(text: string): number | boolean | string {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : text;
}

/** The column a name means: a field, the whole id, a summary key, else a config key. */
function columnOf(name: string, columns: readonly RunColumn[]): string | undefined {
  const field = FIELDS[name.toLowerCase()];
  if (field) return field;
  const has = (id: string): boolean => columns.some((column) => column.id === id);
  return [name, `summary.${name}`, `config.${name}`].find(has);
}

export function parseRunFilter(text: string, columns: readonly RunColumn[]): ParsedFilter {
  const query: string[] = [];
  const filters: RunFilter[] = [];
  const unknown: string[] = [];
  let project: string | undefined;
  for (const word of words(text)) {
    const [, minus, name = '', op = '', value = ''] = CONDITION.exec(word) ?? [];
    if (!name) {
      query.push(word);
    } else if (name.toLowerCase() === 'project' && !minus) {
      project = value;
    } else {
      const column = columnOf(name, columns);
      if (!column) unknown.push(name);
      else if (op === ':') filters.push({ column, op: minus ? '!=' : column === 'state' ? '=' : 'contains', value: valueOf(value) });
      else filters.push({ column, op: op as RunFilter['op'], value: valueOf(value) });
    }
  }
  return { selection: { query: query.join(' '), filters, ...(project === undefined ? {} : { project }) }, unknown };
}
