// An exported report as one HTML file, and as Markdown.
import { panelOf } from './registry.js';
import type { Collected, CollectedPanel, FigureChange } from './collect.js';
import { dayText, figureText, shortDigest } from './words.js';

/** Where the viewer's page leaves room; written by the build. */
export const TITLE_MARK = '<!--cairn:title-->';
export const DATA_MARK = '<!--cairn:data-->';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
/** JSON inside a script element: nothing in it can end the element or begin a comment. */
const escapeJson = (text: string): string => text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `page` is the built viewer. @throws Error when it is none */
export function reportHtml(page: string, report: Collected): string {
  if (!page.includes(DATA_MARK)) throw new Error('The page that shows exported reports is not built.');
  const data = `<script type="application/json" id="cairn-report">${escapeJson(JSON.stringify(report))}</script>`;
  // Functions: a `$` in the text is no pattern.
  return page.replace(TITLE_MARK, () => escapeHtml(report.title)).replace(DATA_MARK, () => data);
}

/** "v14 to v16", "new: 0.98", "gone: 0.98". */
export function changeWords({ before, after }: FigureChange): string {
  if (!before) return `new: ${figureText(after?.value)}`;
  if (!after) return `gone, was ${figureText(before.value)}`;
  return JSON.stringify(before.value) === JSON.stringify(after.value) ? `${figureText(after.value)}, of other bytes` : `${figureText(before.value)} to ${figureText(after.value)}`;
}

export const MOST_CHANGES = 40;

function panelMarkdown({ kind, title, data, pinned, of, problem }: CollectedPanel): string {
  if (problem !== null) return `## ${title}\n\n_${problem}_`;
  const body = panelOf(kind)?.markdown(data) ?? '';
  if (kind === 'text') return body;
  return `## ${title}\n\n_${pinned === null ? 'as at export' : `pinned ${dayText(pinned)}`}${of ? `, ${of.ref} ${shortDigest(of.digest)}` : ''}_\n\n${body}`;
}

export function reportMarkdown(report: Collected): string {
  const head = [`# ${report.title}`, ...(report.subtitle ? [report.subtitle] : []), `_Exported ${dayText(report.at)} UTC by ${report.by}_`];
  const since = report.since && report.since.changes.length > 0 ? [`## Since the last export, ${dayText(report.since.at)}`, report.since.changes.slice(0, MOST_CHANGES).map((change) => `- ${change.key}: ${changeWords(change)}`).join('\n')] : [];
  return `${[...head, ...since, ...report.panels.map(panelMarkdown)].join('\n\n')}\n`;
}
