// Tensors by the parts of their names: groups with sums, and the rows that an expanded tree shows.
import type { TensorRow } from '../../../shared/contract/entities.js';

export interface TensorLine {
  /** Whole name down to here. */
  readonly id: string;
  readonly label: string;
  readonly depth: number;
  readonly bytes: number;
  /** Tensors below; 0 for a tensor itself. */
  readonly count: number;
  readonly open: boolean;
  readonly tensor: TensorRow | undefined;
}

interface Group {
  bytes: number;
  count: number;
  readonly groups: Map<string, Group>;
  readonly tensors: TensorRow[];
}

const newGroup = (): Group => ({ bytes: 0, count: 0, groups: new Map(), tensors: [] });

/** The lines in sight, greatest first at every level. A group that holds a single group is shown joined with it. */
export function tensorLines(tensors: readonly TensorRow[], open: ReadonlySet<string>): readonly TensorLine[] {
  const root = newGroup();
  for (const tensor of tensors) {
    const parts = tensor.name.split('.');
    let group = root;
    for (const part of parts.slice(0, -1)) {
      group.bytes += tensor.bytes;
      group.count += 1;
      const below = group.groups.get(part) ?? newGroup();
      group.groups.set(part, below);
      group = below;
    }
    group.bytes += tensor.bytes;
    group.count += 1;
    group.tensors.push(tensor);
  }
  const lines: TensorLine[] = [];
  walk(root, '', 0, open, lines);
  return lines;
}

function walk(group: Group, prefix: string, depth: number, open: ReadonlySet<string>, lines: TensorLine[]): void {
  const below = [
    ...[...group.groups].map(([name, child]) => ({ name, child, bytes: child.bytes })),
    ...group.tensors.map((tensor) => ({ name: tensor.name.slice(prefix.length), tensor, bytes: tensor.bytes })),
  ].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  for (const item of below) {
    if ('tensor' in item) {
      lines.push({ id: `${item.tensor.path}\n${item.tensor.name}`, label: item.name, depth, bytes: item.bytes, count: 0, open: false, tensor: item.tensor });
      continue;
    }
    let { name, child } = item;
    for (let only = soleGroup(child); only; only = soleGroup(child)) {
      name = `${name}.${only[0]}`;
      child = only[1];
    }
    const id = `${prefix}${name}.`;
    lines.push({ id, label: name, depth, bytes: child.bytes, count: child.count, open: open.has(id), tensor: undefined });
    if (open.has(id)) walk(child, id, depth + 1, open, lines);
  }
}

function soleGroup(group: Group): [string, Group] | undefined {
  return group.groups.size === 1 && group.tensors.length === 0 ? [...group.groups][0] : undefined;
}
