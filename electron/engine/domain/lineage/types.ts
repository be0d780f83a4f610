// The words of lineage inside the engine: bare ids and edges, before anything is known about what they are.

export type NodeKind = 'version' | 'run' | 'model';

export interface Node {
  readonly id: string;
  readonly kind: NodeKind;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly role: 'used' | 'produced' | 'linked';
}

/** Answers for many nodes at once: the edges that end at them (`up`) or begin at them (`down`), each once. */
export type Neighbours = (nodes: readonly Node[], to: 'up' | 'down') => readonly Edge[];

/** Kinds are said by the role: what an edge begins and ends with. */
export function startOf(edge: Edge): Node {
  return { id: edge.from, kind: edge.role === 'produced' ? 'run' : 'version' };
}

export function endOf(edge: Edge): Node {
  return { id: edge.to, kind: edge.role === 'produced' ? 'version' : edge.role === 'used' ? 'run' : 'model' };
}
