// Zoom out, how far, zoom in, fit.
import { ActionIcon } from '@mantine/core';
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useReactFlow, useStore } from 'reactflow';
import css from './Lineage.module.css';

export function ZoomBar({ onFit }: { onFit: () => void }): ReactNode {
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const flow = useReactFlow();
  return (
    <div className={css.zoom}>
      <ActionIcon size={24} aria-label="Zoom out" title="Zoom out" onClick={() => void flow.zoomOut()}>
        <IconMinus className="i s14" aria-hidden />
      </ActionIcon>
      <span className="num t2" style={{ width: 44, textAlign: 'center' }}>
        {zoom} %
      </span>
      <ActionIcon size={24} aria-label="Zoom in" title="Zoom in" onClick={() => void flow.zoomIn()}>
        <IconPlus className="i s14" aria-hidden />
      </ActionIcon>
      <ActionIcon size={24} aria-label="Fit the whole graph" title="Fit the whole graph" onClick={onFit}>
        <IconMaximize className="i s14" aria-hidden />
      </ActionIcon>
    </div>
  );
}
