// Inside a cluster: its members by page, searched in the engine, each of which can be shown by itself.
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { GraphInput, LineageNode } from '../../../shared/contract/lineage.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged } from '../../data/hooks.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import css from '../../ui/lineage/Lineage.module.css';

/** More than this are not laid out at once. */
const MOST_OPENED = 200;
const PAGE = 100;

interface ClusterPanelProps {
  readonly cluster: LineageNode;
  readonly input: GraphInput;
  readonly onPick: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

export function ClusterPanel({ cluster, input, onPick, onOpen }: ClusterPanelProps): ReactNode {
  const engine = useEngine();
  const [query, setQuery] = useState('');
  const count = cluster.fold?.count ?? 0;
  const members = usePaged<LineageNode, { rows: LineageNode[]; next: string | null; total: number }>(
    (cursor, signal) => engine.lineage.members({ graph: input, cluster: cluster.id, query, cursor, limit: PAGE }, { signal }),
    [input, cluster.id, query],
  );
  return (
    <section className="sec" aria-label={`Members of the cluster ${cluster.name}`}>
      <h2 className="sec-h">
        In this cluster
        <span className="end tnum">{query ? `${members.total} of ${count}` : count}</span>
      </h2>
      <FilterField label="Search in the cluster" value={query} onChange={setQuery} width="100%" />
      {members.error && <ErrorState what="The members could not be read" error={members.error} onRetry={members.retry} />}
      <div className={css.members} role="list" aria-label="Members" tabIndex={0} onScroll={({ currentTarget }) => currentTarget.scrollTop + currentTarget.clientHeight > currentTarget.scrollHeight - 200 && members.fetchMore()}>
        {members.rows.map((node) => (
          <div key={node.id} role="listitem" className={css.holder}>
            <span className="mono trunc small" title={node.ref}>
              {node.ref}
            </span>
            <AliasList aliases={node.aliases.filter((alias) => alias.kind === 'set')} width={90} />
            {(node.state === 'failed' || node.state === 'crashed') && <span className="badge danger">{node.state}</span>}
            <Button size="xs" variant="subtle" onClick={() => onPick(node.id)} aria-label={`Show ${node.ref} in the graph`}>
              Show
            </Button>
          </div>
        ))}
        {!members.loading && members.rows.length === 0 && <p className="small t3">Nothing in it matches.</p>}
      </div>
      <Button size="xs" style={{ marginTop: 8 }} disabled={count > MOST_OPENED} title={count > MOST_OPENED ? `More than ${MOST_OPENED} cannot be laid out at once; search in it instead` : undefined} onClick={() => onOpen(cluster.id)}>
        Show all {count} in the graph
      </Button>
    </section>
  );
}
