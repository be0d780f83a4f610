// Projects and the types in them, as the tree at the left of the artifact browser shows them.
import type { CollectionRow } from '../../../shared/contract/entities.js';

/** What part of the registry is looked at: all of it, a project, or one type in a project. */
export interface Part {
  readonly project: string | null;
  readonly type: string | null;
}

export interface TreeNode {
  readonly id: string;
  readonly level: 1 | 2;
  readonly label: string;
  readonly count: number;
  readonly part: Part;
  /** Undefined for a leaf. */
  readonly open: boolean | undefined;
}

export const EVERYTHING: Part = { project: null, type: null };

/** Keeps apart two parts that no name can make equal: names hold no slash. */
export function partId({ project, type }: Part): string {
  return `${project ?? ''}/${type ?? ''}`;
}

export function inPart(row: CollectionRow, { project, type }: Part): boolean {
  return (project === null || row.project === project) && (type === null || row.type === type);
}

/** The nodes in sight, top to bottom. */
export function visibleNodes(rows: readonly CollectionRow[], closed: ReadonlySet<string>): readonly TreeNode[] {
  const projects = new Map<string, Map<string, number>>();
  for (const { project, type } of rows) {
    const types = projects.get(project) ?? new Map<string, number>();
    projects.set(project, types.set(type, (types.get(type) ?? 0) + 1));
  }
  const nodes: TreeNode[] = [{ id: partId(EVERYTHING), level: 1, label: 'All projects', count: rows.length, part: EVERYTHING, open: undefined }];
  for (const [project, types] of [...projects].sort(([a], [b]) => a.localeCompare(b))) {
    const part = { project, type: null };
    const open = !closed.has(project);
    nodes.push({ id: partId(part), level: 1, label: project, count: [...types.values()].reduce((sum, n) => sum + n, 0), part, open });
    if (!open) continue;
    for (const [type, count] of [...types].sort(([a], [b]) => a.localeCompare(b))) {
      const leaf = { project, type };
      nodes.push({ id: partId(leaf), level: 2, label: type, count, part: leaf, open: undefined });
    }
  }
  return nodes;
}
