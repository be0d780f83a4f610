// What the selected node is, and what can be done from it.
import { Button } from '@mantine/core';
import { IconArrowRight, IconColumns3, IconFocusCentered, IconRoute } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { chooseToCompare } from '../../state/tray.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { Digest } from '../../ui/Digest.js';
import { Time } from '../../ui/Time.js';
import { kindWord, type GraphIndex } from '../../ui/lineage/graphModel.js';
import { Around, type AroundProps } from './Around.js';

interface DetailsPanelProps {
  readonly index: GraphIndex;
  readonly node: LineageNode;
  readonly start: string;
  /** Where the highlighted way begins. */
  readonly from: string;
  /** That way, told; absent where the node is where it begins. */
  readonly way: ReactNode;
  readonly onFrom: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onStart: (id: string) => void;
  readonly onSelect: (id: string) => void;
  readonly onGrow: (id: string, to: 'up' | 'down') => void;
  readonly onHide: (id: string, to: 'up' | 'down') => void;
  /** What folds the node again, where it was taken out of a cluster. */
  readonly folds: ReactNode;
}

export function DetailsPanel({ index, node, start, from, way, onFrom, onOpen, onStart, onSelect, onGrow, onHide, folds }: DetailsPanelProps): ReactNode {
  // A cluster is opened, not walked beyond.
  const ways = (to: 'up' | 'down'): Partial<AroundProps> => (node.kind === 'cluster' ? {} : { more: node.more[to], onGrow: () => onGrow(node.id, to), onHide: () => onHide(node.id, to) });
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
          <div className="row" style={{ marginTop: 12, flexWrap: 'wrap' }}>
            <Button size="xs" leftSection={<IconArrowRight className="i s14" aria-hidden />} disabled={!node.arrived} onClick={() => onOpen(node.id)}>
              Open
            </Button>
            <Button size="xs" variant="subtle" leftSection={<IconFocusCentered className="i s14" aria-hidden />} disabled={node.id === start || !node.arrived} onClick={() => onStart(node.id)}>
              Start from here
            </Button>
            <Button size="xs" variant="subtle" leftSection={<IconRoute className="i s14" aria-hidden />} disabled={node.id === from} title="Then select another node, or Shift and click one" onClick={() => onFrom(node.id)}>
              Path from here
            </Button>
            {(node.kind === 'version' || node.kind === 'run') && (
              <Button size="xs" variant="subtle" leftSection={<IconColumns3 className="i s14" aria-hidden />} disabled={!node.arrived} onClick={() => chooseToCompare({ id: node.id, kind: node.kind === 'run' ? 'run' : 'version', label: node.ref })}>
                Compare
              </Button>
            )}
            {folds}
          </div>
        )}
      </section>
      {way}
      <Around title="From" index={index} ids={index.up.get(node.id) ?? []} onSelect={onSelect} {...ways('up')} />
      <Around title="To" index={index} ids={index.down.get(node.id) ?? []} onSelect={onSelect} {...ways('down')} />
    </>
  );
}
