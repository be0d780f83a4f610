// The reference that lineage is held against: plain sets over a plain list of edges, following the words of the contract alone.
import type { PlainIds, PlainLineage } from '../../support/lineageOps.js';

export interface PlainEdge {
  readonly from: string;
  readonly to: string;
  readonly role: string;
}

export function plainEdges(plain: PlainLineage, ids: PlainIds): PlainEdge[] {
  const edges = new Map<string, PlainEdge>();
  const add = (from: string | undefined, to: string | undefined, role: string): void => void edges.set(`${from} ${to} ${role}`, { from: from ?? '', to: to ?? '', role });
  plain.runs.forEach((run, index) => {
    for (const version of run.uses) add(ids.versions[version], ids.runs[index], 'used');
    for (const version of run.makes) add(ids.runs[index], ids.versions[version], 'produced');
  });
  plain.models.forEach((members, index) => members.forEach((version) => add(ids.versions[version], ids.models[index], 'linked')));
  return [...edges.values()];
}

/** Steps to everything reached by walking, one node at a time, without any cleverness. */
export function walk(edges: readonly PlainEdge[], start: string, ways: readonly ('up' | 'down')[], models: ReadonlySet<string>, depth: number, shut?: { readonly id: string; readonly to: 'up' | 'down' }): Map<string, number> {
  const steps = new Map([[start, 0]]);
  const queue = [start];
  for (let here = queue.shift(); here !== undefined; here = queue.shift()) {
    const at = steps.get(here) ?? 0;
    if (at === depth || (models.has(here) && here !== start)) continue;
    for (const edge of edges) {
      const goes = (way: 'up' | 'down'): boolean => ways.includes(way) && !(shut?.id === here && shut.to === way);
      for (const next of [goes('down') && edge.from === here ? edge.to : undefined, goes('up') && edge.to === here ? edge.from : undefined]) {
        if (next === undefined || steps.has(next)) continue;
        steps.set(next, at + 1);
        queue.push(next);
      }
    }
  }
  return steps;
}
