// The tree of projects and types: one tab stop, arrows walk, left and right close and open.
import { ActionIcon } from '@mantine/core';
import { IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { partId, visibleNodes, type Part, type TreeNode } from './treeNodes.js';
import css from './ProjectTree.module.css';

interface Props {
  readonly rows: readonly CollectionRow[];
  readonly part: Part;
  readonly onPart: (part: Part) => void;
  /** Asks for a new collection in the part that is chosen. */
  readonly onNew: () => void;
}

export function ProjectTree({ rows, part, onPart, onNew }: Props): ReactNode {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const tree = useRef<HTMLDivElement>(null);
  const nodes = useMemo(() => visibleNodes(rows, closed), [rows, closed]);
  const selected = partId(part);
  const at = Math.max(0, nodes.findIndex(({ id }) => id === selected));

  const toggle = ({ part: { project }, open }: TreeNode, to: boolean): void => {
    if (project === null || open === undefined) return;
    setClosed((old) => {
      const next = new Set(old);
      if (to) next.delete(project);
      else next.add(project);
      return next;
    });
  };
  const go = (index: number): void => {
    const to = Math.max(0, Math.min(nodes.length - 1, index));
    const node = nodes[to];
    if (!node) return;
    onPart(node.part);
    tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[to]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const node = nodes[at];
    if (!node) return;
    const parent = node.level === 2 ? nodes.findIndex(({ part: other }) => other.project === node.part.project) : at;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(nodes.length - 1),
      ArrowRight: () => (node.open === true ? go(at + 1) : toggle(node, true)),
      ArrowLeft: () => (node.open === true ? toggle(node, false) : go(parent)),
    };
    const move = moves[event.key];
    if (!move || event.altKey) return;
    event.preventDefault();
    move();
  };

  return (
    <div className={css.side}>
      <div ref={tree} role="tree" aria-label="Projects and types" className={css.tree} onKeyDown={onKeyDown}>
        {nodes.map((node, index) => (
          <div
            key={node.id}
            role="treeitem"
            aria-level={node.level}
            aria-selected={node.id === selected}
            {...(node.open !== undefined && { 'aria-expanded': node.open })}
            tabIndex={index === at ? 0 : -1}
            className={node.level === 2 ? `${css.node} ${css.leaf}` : css.node}
            title={node.label}
            onClick={() => onPart(node.part)}
          >
            <span
              className={css.twist}
              onClick={(event) => {
                if (node.open === undefined) return;
                event.stopPropagation();
                toggle(node, !node.open);
              }}
            >
              {node.open !== undefined && <IconChevronRight className={node.open ? `i s12 ${css.down}` : 'i s12'} aria-hidden />}
            </span>
            <span className="trunc">{node.label}</span>
            <span className={css.count}>{node.count}</span>
          </div>
        ))}
      </div>
      <div className={css.foot}>
        <ActionIcon aria-label="New collection" title="New collection" onClick={onNew}>
          <IconPlus className="i" aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}
