// The bar over a lineage: what it is of, finding, which way, how far, as a graph or a list, and its picture.
import { ActionIcon, Menu, SegmentedControl } from '@mantine/core';
import { IconDownload, IconFilter, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { AliasList } from '../../ui/AliasBadge.js';
import css from '../../ui/lineage/Lineage.module.css';
import type { Asked } from './asked.js';

const COUNT = new Intl.NumberFormat();

interface LineageToolbarProps {
  readonly start: LineageNode | undefined;
  readonly title: string;
  readonly asked: Asked;
  readonly size: number | undefined;
  readonly list: boolean;
  readonly filtering: boolean;
  readonly finder: ReactNode;
  readonly ask: (change: Partial<Asked>) => void;
  readonly onList: (list: boolean) => void;
  readonly onFiltering: (open: boolean) => void;
  readonly onExport: (kind: 'svg' | 'png') => void;
}

export function LineageToolbar(props: LineageToolbarProps): ReactNode {
  const { start, title, asked, size, list, filtering, finder, ask, onList, onFiltering, onExport } = props;
  const direction = asked.scope === 'complete' ? 'complete' : asked.direction;
  return (
    <div className={css.bar}>
      <div className={css.title}>
        <h1 title={title}>{title}</h1>
        {start && <AliasList aliases={[...start.aliases.filter((alias) => alias.kind === 'set'), ...start.links.flatMap((link) => link.aliases.filter((alias) => alias.kind === 'set'))].filter((alias, index, all) => all.findIndex((other) => other.name === alias.name) === index)} width={190} />}
      </div>
      <span className="grow" />
      {finder}
      <SegmentedControl
        aria-label="Which way"
        data={[
          { value: 'up', label: 'Upstream' },
          { value: 'both', label: 'Both' },
          { value: 'down', label: 'Downstream' },
          { value: 'complete', label: 'Complete' },
        ]}
        value={direction}
        onChange={(value) => ask(value === 'complete' ? { scope: 'complete', direction: 'both' } : { scope: 'direct', direction: value as Asked['direction'] })}
      />
      <SegmentedControl
        aria-label="How far"
        data={[
          { value: '1', label: '1' },
          { value: '2', label: '2 hops' },
          { value: '4', label: '4' },
          { value: 'all', label: size === undefined ? 'All' : `All ${COUNT.format(size)}` },
        ]}
        value={asked.depth === null ? 'all' : String(asked.depth)}
        onChange={(value) => ask({ depth: value === 'all' ? null : Number(value), grow: [] })}
      />
      <ActionIcon variant="default" className={filtering ? css.pressed : undefined} aria-label="Filters" aria-pressed={filtering} title="Filters" onClick={() => onFiltering(!filtering)}>
        <IconFilter className="i" aria-hidden />
      </ActionIcon>
      <ActionIcon variant="default" className={list ? css.pressed : undefined} aria-label="Show as list" aria-pressed={list} title="Show as list" onClick={() => onList(!list)}>
        <IconTable className="i" aria-hidden />
      </ActionIcon>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <ActionIcon variant="default" aria-label="Save a picture" title="Save a picture">
            <IconDownload className="i" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onExport('svg')}>Save as SVG</Menu.Item>
          <Menu.Item onClick={() => onExport('png')}>Save as PNG</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
