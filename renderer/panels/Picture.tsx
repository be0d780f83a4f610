// A picture of a version, or the word that it cannot be shown.
import type { ReactNode } from 'react';
import { useMedia } from '../ui/report/host.js';
import css from '../ui/report/Report.module.css';

export function Picture({ version, path, alt, small = false }: { version: string; path: string; alt: string; small?: boolean }): ReactNode {
  const url = useMedia(version, path);
  if (url === null) return <span className="t3 small" title={path}>not here</span>;
  if (url === undefined) return <span className={small ? css.thumb : css.none} style={{ display: 'inline-block' }} aria-hidden />;
  return <img className={small ? css.thumb : undefined} src={url} alt={alt} title={path} />;
}
