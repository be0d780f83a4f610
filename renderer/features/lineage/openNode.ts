// The page of a node.
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { openView } from '../../state/openView.js';

export function openNode(node: LineageNode | undefined): void {
  if (!node || !node.arrived) return;
  if (node.kind === 'version') openView({ view: 'version', version: node.id, tab: 'overview' });
  else if (node.kind === 'model') openView({ view: 'collection', collection: node.id });
  else if (node.kind === 'run') openView({ view: 'run', run: node.id, tab: 'overview' });
}
