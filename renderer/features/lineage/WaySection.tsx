// The highlighted way between two nodes: in words, step by step, and what of it is not shown.
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import type { GraphIndex } from '../../ui/lineage/graphModel.js';
import { Around } from './Around.js';
import type { Way } from './useWay.js';

interface WaySectionProps {
  readonly index: GraphIndex;
  /** Where the way begins and ends. */
  readonly from: LineageNode;
  readonly to: LineageNode;
  /** It begins where the page does. */
  readonly ofStart: boolean;
  /** As the graph shows it, both ends among it. */
  readonly path: readonly string[];
  readonly way: Way;
  readonly onSelect: (id: string) => void;
  /** Lets the way begin where the page does. */
  readonly onFromStart: () => void;
  readonly onShow: (ids: readonly string[]) => void;
}

const steps = (count: number): string => `${count} ${count === 1 ? 'step' : 'steps'}`;

function wordsOf(from: string, to: string, way: Way): string {
  switch (way.direction) {
    case 'down':
      return `${from} led to ${to}, in ${steps(way.steps)}.`;
    case 'up':
      return `${to} led to ${from}, in ${steps(way.steps)}.`;
    case 'around':
      return `Neither led to the other. What they share joins them, in ${steps(way.steps)}.`;
    case null:
      return `Nothing on record joins ${from} and ${to}.`;
  }
}

export function WaySection({ index, from, to, ofStart, path, way, onSelect, onFromStart, onShow }: WaySectionProps): ReactNode {
  const title = `On the way from ${ofStart ? 'the start' : from.ref}`;
  // One step from the start needs no telling: the lists below say it.
  if (ofStart && way.steps < 2 && way.direction !== null && way.missing.length === 0) return null;
  return (
    <Around title={title} index={index} ids={path.length > 2 || !ofStart ? path : []} onSelect={onSelect} always>
      <p className="small t2" style={{ overflowWrap: 'anywhere' }}>
        {wordsOf(from.ref, to.ref, way)}
      </p>
      <div className="row" style={{ flexWrap: 'wrap', margin: '8px 0' }}>
        {way.missing.length > 0 && (
          <Button size="xs" onClick={() => onShow(way.missing)}>
            Show {way.missing.length} that {way.missing.length === 1 ? 'is' : 'are'} not in the graph
          </Button>
        )}
        {!ofStart && (
          <Button size="xs" leftSection={<IconArrowBackUp className="i s14" aria-hidden />} onClick={onFromStart}>
            From the start again
          </Button>
        )}
      </div>
    </Around>
  );
}
