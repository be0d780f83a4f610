// The small icon of a node's kind, beside its name.
import type { ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { nodeIcon } from './NodeCard.js';

export function NodeIcon({ node }: { node: Pick<LineageNode, 'kind' | 'type'> }): ReactNode {
  const Icon = nodeIcon(node);
  return <Icon className="i s14 t3" aria-hidden />;
}
