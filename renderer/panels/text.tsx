// Words in Markdown.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { Markdown } from '../ui/Markdown.js';
import { usePanelHost } from '../ui/report/host.js';
import css from '../ui/report/Report.module.css';

export function TextPanel({ data: { text } }: { data: PanelData<'text'> }): ReactNode {
  const { link } = usePanelHost();
  if (text.trim() === '') return <p className={css.problem}>Nothing is written here yet.</p>;
  return <Markdown text={text} onLink={link} />;
}
