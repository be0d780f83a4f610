// What the selected node is, and what can be done from it.
import { Button } from '@mantine/core';
import { IconArrowRight, IconFocusCentered } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { Digest } from '../../ui/Digest.js';
import { Time } from '../../ui/Time.js';
import { kindWord, type GraphIndex } from '../../ui/lineage/graphModel.js';
import css from '../../ui/lineage/Lineage.module.css';

interface DetailsPanelProps {
  readonly index: GraphIndex;
  readonly node: LineageNode;
  readonly start: string;
  /** Nodes on the highlighted way from the start, both ends included. */
  readonly path: readonly string[];
  readonly onOpen: (id: string) => void;
  readonly onStart: (id: string) => void;
  readonly onSelect: (id: string) => void;
}

function Around({ title, index, ids, onSelect }: { title: string; index: GraphIndex; ids: readonly string[]; onSelect: (id: string) => void }): ReactNode {
  if (ids.length === 0) return null;
  return (
    <section className="sec" aria-label={title}>
      <h2 className="sec-h">
        {title}
        <span className="end tnum">{ids.length}</span>
      </h2>
      <div className={css.found}>
        {ids.map((id) => {
          const node = index.nodes.get(id);
          return node ? (
            <button key={id} type="button" onClick={() => onSelect(id)}>
              <span className="trunc grow" title={node.ref}>
                {node.ref}
              </span>
              <span className="small t3">{node.kind === 'cluster' ? 'cluster' : kindWord(node).toLowerCase()}</span>
            </button>
          ) : null;
        })}
      </div>
    </section>
  );
}

export function DetailsPanel({ index, node, start, path, onOpen, onStart, onSelect }: DetailsPanelProps): ReactNode {
  const kind = node.kind === 'cluster' ? 'Cluster' : kindWord(node);
  return (
    <>
      <section className="sec" aria-label="Selected node">
        <div className="small t3">{kind}</div>
        <div className="semi" style={{ overflowWrap: 'anywhere' }}>
          {node.ref}
        </div>
        {node.aliases.length > 0 && (
          <div style={{ marginTop: 6 }}>
            <AliasList aliases={node.aliases} width={290} />
          </div>
        )}
        {node.deleted && <p className="small t2" style={{ marginTop: 6 }}>It was deleted. What came of it stays on record.</p>}
        {!node.arrived && <p className="small t2" style={{ marginTop: 6 }}>Something names it, and it has not arrived on this device yet. Sync with a device that has it.</p>}
        {node.arrived && !node.here && !node.deleted && <p className="small t2" style={{ marginTop: 6 }}>Its bytes are not on this device.</p>}
        <dl className="kv" style={{ marginTop: 10 }}>
          {node.digest && (
            <>
              <dt>Digest</dt>
              <dd>
                <Digest value={node.digest} />
              </dd>
            </>
          )}
          {node.state && (
            <>
              <dt>State</dt>
              <dd>{node.state}</dd>
            </>
          )}
          {node.project && (
            <>
              <dt>Project</dt>
              <dd className="trunc">
                {node.entity}/{node.project}
              </dd>
            </>
          )}
          {node.at !== null && (
            <>
              <dt>{node.kind === 'run' ? 'Started' : 'Logged'}</dt>
              <dd>
                <Time at={node.at} />
              </dd>
            </>
          )}
          {node.links.map((link) => (
            <div key={link.model} style={{ display: 'contents' }}>
              <dt>Linked as</dt>
              <dd style={{ flexWrap: 'wrap', rowGap: 2 }}>
                <span className="trunc" title={`${link.name} ${link.label}`}>
                  {link.name} {link.label}
                </span>
                <AliasList aliases={link.aliases.filter((alias) => alias.kind === 'set')} width={180} />
              </dd>
            </div>
          ))}
        </dl>
        {node.kind !== 'cluster' && (
          <div className="row" style={{ marginTop: 12 }}>
            <Button size="xs" leftSection={<IconArrowRight className="i s14" aria-hidden />} disabled={!node.arrived} onClick={() => onOpen(node.id)}>
              Open
            </Button>
            <Button size="xs" variant="subtle" leftSection={<IconFocusCentered className="i s14" aria-hidden />} disabled={node.id === start || !node.arrived} onClick={() => onStart(node.id)}>
              Start from here
            </Button>
          </div>
        )}
      </section>
      {path.length > 2 && <Around title="On the way from the start" index={index} ids={path} onSelect={onSelect} />}
      <Around title="From" index={index} ids={index.up.get(node.id) ?? []} onSelect={onSelect} />
      <Around title="To" index={index} ids={index.down.get(node.id) ?? []} onSelect={onSelect} />
    </>
  );
}
