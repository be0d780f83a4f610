// What a registered model lists in a graph: its versions that are there.
import type { LineageGraph } from '../../../shared/contract/lineage.js';
import type { ModelLine } from './NodeCard.js';

/** The versions of each registered model that are in the graph, newest number first, those under an alias before the rest. */
export function modelLines(graph: LineageGraph): ReadonlyMap<string, readonly ModelLine[]> {
  const lines = new Map<string, ModelLine[]>();
  for (const node of graph.nodes) {
    for (const link of node.links) {
      const line = { version: node.id, label: link.label, aliases: link.aliases };
      const list = lines.get(link.model);
      if (list) list.push(line);
      else lines.set(link.model, [line]);
    }
  }
  const held = (line: ModelLine): number => (line.aliases.some((alias) => alias.kind === 'set') ? 0 : 1);
  for (const list of lines.values()) list.sort((a, b) => held(a) - held(b) || b.label.localeCompare(a.label, undefined, { numeric: true }));
  return lines;
}
