// lineage.*: the calls of the group.
import { shortestPath } from '../../domain/lineage/path.js';
import { os, type EngineContext } from '../context.js';
import { foldMembers, lineageGraph } from './graph.js';
import { lineageImpact } from './impact.js';
import { lineageNodes } from './nodes.js';
import { lineageStart } from './start.js';
import type { LineagePath, LineageStart } from '../../../../shared/contract/lineage.js';

function pathBetween(engine: EngineContext, from: LineageStart, to: LineageStart): LineagePath {
  const [start, end] = [lineageStart(engine, from), lineageStart(engine, to)];
  const { path, rows } = engine.registry.read.lineage((lineage) => {
    const found = shortestPath(start, end, lineage.neighbours);
    return { path: found, rows: lineage.rows(found.nodes) };
  });
  const steps = new Map(path.nodes.map((node, index) => [node.id, index]));
  const side = path.direction ?? 'around';
  const nodes = lineageNodes(engine, rows, (id) => ({ depth: steps.get(id) ?? 0, side: steps.get(id) === 0 ? 'start' : side }));
  return { direction: path.direction, nodes, edges: [...path.edges] };
}

function sizeOf(engine: EngineContext, input: LineageStart & { readonly direction: 'up' | 'down' | 'both'; readonly scope: 'direct' | 'complete' }): number {
  const start = lineageStart(engine, input);
  return engine.registry.read.lineage(({ reach }) => {
    if (input.scope === 'complete') return reach(start, 'around').length;
    if (input.direction !== 'both') return reach(start, input.direction).length;
    return new Set([...reach(start, 'up'), ...reach(start, 'down')].map((node) => node.id)).size;
  });
}

export const lineageCommands = {
  graph: os.lineage.graph.handler(({ input, context: { engine } }) => lineageGraph(engine, input)),
  size: os.lineage.size.handler(({ input, context: { engine } }) => ({ nodes: sizeOf(engine, input) })),
  members: os.lineage.members.handler(({ input, context: { engine } }) => foldMembers(engine, input)),
  path: os.lineage.path.handler(({ input, context: { engine } }) => pathBetween(engine, input.from, input.to)),
  impact: os.lineage.impact.handler(({ input, context: { engine } }) => lineageImpact(engine, input)),
};
