// How a kind of panel is drawn: of its data alone, so that a page without an engine draws it too.
import type { ReactNode } from 'react';

export interface PanelViewProps<D> {
  readonly data: D;
  /** Id of the panel, for what has to be unique on the page. */
  readonly id: string;
}

export type PanelView<D> = (props: PanelViewProps<D>) => ReactNode;

/** Kind -> its view. Types are put aside: who draws a panel has parsed its data by its kind. */
export type PanelViews = Readonly<Record<string, PanelView<never>>>;
