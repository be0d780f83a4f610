// Every kind of panel: one file in kinds/ and one line here; the view of each is in the page's own registry.
import { aliasTimes } from './kinds/aliasTimes.js';
import { code } from './kinds/code.js';
import { compare } from './kinds/compare.js';
import { curves } from './kinds/curves.js';
import { evaluation } from './kinds/evaluation.js';
import { history } from './kinds/history.js';
import { images } from './kinds/images.js';
import { lineage } from './kinds/lineage.js';
import { metricAcross } from './kinds/metricAcross.js';
import { modelHeader } from './kinds/modelHeader.js';
import { models } from './kinds/models.js';
import { query } from './kinds/query.js';
import { text } from './kinds/text.js';
import { version } from './kinds/version.js';
import { versions } from './kinds/versions.js';
import type { PanelKind } from './types.js';

export const PANELS = { text, modelHeader, models, versions, version, metricAcross, aliasTimes, history, lineage, curves, compare, evaluation, images, code, query } as const;
export type PanelName = keyof typeof PANELS;
/** What a kind's view is given. */
export type PanelData<K extends PanelName> = Awaited<ReturnType<(typeof PANELS)[K]['load']>>;

/** A kind with its types put aside, for code that handles all alike; undefined for one that this version does not know. */
export function panelOf(kind: string): PanelKind<unknown, unknown> | undefined {
  return Object.hasOwn(PANELS, kind) ? (PANELS[kind as PanelName] as unknown as PanelKind<unknown, unknown>) : undefined;
}
