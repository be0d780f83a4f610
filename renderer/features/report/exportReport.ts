// Exports a report from the window: everything asked once, written into one file, and the figures kept for the next time.
import { viewLink } from '../../../shared/contract/links.js';
import type { ReportDetail } from '../../../shared/contract/reports.js';
import type { Status } from '../../../shared/contract/system.js';
import { collectReport, exportedField } from '../../../shared/panels/collect.js';
import { reportHtml, reportMarkdown } from '../../../shared/panels/write.js';
import type { EngineClient } from '../../api/engine.js';
import { nativeBridge } from '../../api/bridge.js';
import { fileName, saveFile } from '../../state/saveFile.js';

export type ExportAs = 'html' | 'pdf' | 'png' | 'md';

/** The page that shows exported reports, as the build made it. */
const VIEWER = 'viewer/report.html';

async function viewerPage(): Promise<string> {
  const answer = await fetch(VIEWER);
  if (!answer.ok) throw new Error('The page that shows exported reports is missing from this installation.');
  return answer.text();
}

/** @throws what the calls throw; a panel that cannot be shown says so in the file */
export async function exportReport(engine: EngineClient, report: ReportDetail, status: Status, as: ExportAs): Promise<void> {
  const collected = await collectReport(engine, { report, link: viewLink(status.registry.id, { view: 'report', report: report.id }), by: status.actor.name, at: Date.now() }, new AbortController().signal);
  const name = fileName(report.title, as);
  if (as === 'md') saveFile(name, reportMarkdown(collected), 'text/markdown');
  else {
    const html = reportHtml(await viewerPage(), collected);
    if (as === 'html') saveFile(name, html, 'text/html');
    else {
      const parts = await nativeBridge().printPage(html, as);
      parts.forEach((bytes, index) => saveFile(parts.length === 1 ? name : fileName(`${report.title} ${index + 1} of ${parts.length}`, as), new Blob([new Uint8Array(bytes)], { type: as === 'pdf' ? 'application/pdf' : 'image/png' })));
    }
  }
  await engine.reports.edit({ report: report.id, set: { exported: exportedField(collected) } });
}
