// Puts a node back into the cluster it was shown apart from, or folds an open cluster again.
import { Button } from '@mantine/core';
import { IconFold } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LineageGraph, LineageNode } from '../../../shared/contract/lineage.js';
import type { Asked } from './asked.js';

interface FoldAgainProps {
  readonly node: LineageNode;
  readonly graph: LineageGraph;
  readonly asked: Asked;
  readonly ask: (change: Partial<Asked>) => void;
}

export function FoldAgain({ node, graph, asked, ask }: FoldAgainProps): ReactNode {
  const icon = <IconFold className="i s14" aria-hidden />;
  const open = graph.opened.find(({ members }) => members.includes(node.id));
  if (open) {
    const inside = new Set(open.members);
    return (
      <Button size="xs" variant="subtle" leftSection={icon} onClick={() => ask({ open: asked.open.filter((id) => id !== open.id), picked: asked.picked.filter((id) => !inside.has(id)) })}>
        Fold these {open.members.length} again
      </Button>
    );
  }
  if (!asked.picked.includes(node.id) || asked.also.includes(node.id)) return null;
  return (
    <Button size="xs" variant="subtle" leftSection={icon} onClick={() => ask({ picked: asked.picked.filter((id) => id !== node.id) })}>
      Back into its cluster
    </Button>
  );
}
