// Nodes beside the selected one, as a list to go on from.
import { Button } from '@mantine/core';
import { IconEyeOff, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { kindWord, type GraphIndex } from '../../ui/lineage/graphModel.js';
import css from '../../ui/lineage/Lineage.module.css';

export interface AroundProps {
  readonly title: string;
  readonly index: GraphIndex;
  readonly ids: readonly string[];
  readonly onSelect: (id: string) => void;
  /** More there are that way than are shown. */
  readonly more?: number;
  readonly onGrow?: () => void;
  readonly onHide?: () => void;
  /** It is there although it lists nothing. */
  readonly always?: boolean;
  /** Over the list. */
  readonly children?: ReactNode;
}

export function Around({ title, index, ids, onSelect, more = 0, onGrow, onHide, always = false, children }: AroundProps): ReactNode {
  if (ids.length === 0 && more === 0 && !always) return null;
  return (
    <section className="sec" aria-label={title}>
      <h2 className="sec-h">
        <span className="trunc" title={title}>
          {title}
        </span>
        {ids.length > 0 && <span className="end tnum">{ids.length}</span>}
      </h2>
      {children}
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
      {(more > 0 || ids.length > 0) && (onGrow || onHide) && (
        <div className="row" style={{ marginTop: 4 }}>
          {more > 0 && onGrow && (
            <Button size="xs" variant="subtle" leftSection={<IconPlus className="i s14" aria-hidden />} onClick={onGrow}>
              Show {more} more
            </Button>
          )}
          {ids.length > 0 && onHide && (
            <Button size="xs" variant="subtle" leftSection={<IconEyeOff className="i s14" aria-hidden />} onClick={onHide}>
              Hide what is beyond
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
