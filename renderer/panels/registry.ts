// The view of every kind of panel: one file each and one line here. What a kind loads is in shared/panels.
import type { PanelName } from '../../shared/panels/registry.js';
import type { PanelView } from '../ui/report/views.js';
import { AliasTimesPanel } from './aliasTimes.js';
import { CodePanel } from './code.js';
import { ComparePanel } from './compare.js';
import { CurvesPanel } from './curves.js';
import { EvaluationPanel } from './evaluation.js';
import { HistoryPanel } from './history.js';
import { ImagesPanel } from './images.js';
import { LineagePanel } from './lineage.js';
import { MetricAcrossPanel } from './metricAcross.js';
import { ModelHeaderPanel } from './modelHeader.js';
import { ModelsPanel } from './models.js';
import { QueryPanel } from './query.js';
import { TextPanel } from './text.js';
import { VersionPanel } from './version.js';
import { VersionsPanel } from './versions.js';

export const PANEL_VIEWS: Readonly<Record<PanelName, PanelView<never>>> = {
  text: TextPanel,
  modelHeader: ModelHeaderPanel,
  models: ModelsPanel,
  versions: VersionsPanel,
  version: VersionPanel,
  metricAcross: MetricAcrossPanel,
  aliasTimes: AliasTimesPanel,
  history: HistoryPanel,
  lineage: LineagePanel,
  curves: CurvesPanel,
  compare: ComparePanel,
  evaluation: EvaluationPanel,
  images: ImagesPanel,
  code: CodePanel,
  query: QueryPanel,
};
