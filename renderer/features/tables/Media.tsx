// An image, a sound or a page out of a table: read by the engine, which looks at its header first; a page cannot act or fetch.
import { useEffect, useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import css from './Tables.module.css';

/** Media bytes kept, so that scrolling back shows them at once. */
const KEPT = 400;
const kept = new Map<string, Promise<{ kind: string; url: string; html: string; title: string }>>();

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

export function Media({ version, path, large = false }: { version: string; path: string; large?: boolean }): ReactNode {
  const engine = useEngine();
  const { value, error } = useAnswer({ version, path }, (asked, signal) => {
    const key = `${asked.version}\n${asked.path}`;
    const known = kept.get(key);
    if (known) return known;
    const reading = engine.tables.media(asked, { signal }).then(({ kind, mime, base64, width, height }) => ({
      kind,
      url: kind === 'html' ? '' : `data:${mime};base64,${base64}`,
      html: kind === 'html' ? new TextDecoder().decode(bytesOf(base64)) : '',
      title: width !== null && height !== null ? `${asked.path}, ${width} x ${height}` : asked.path,
    }));
    kept.set(key, reading);
    reading.catch(() => kept.delete(key));
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
    return reading;
  });
  if (error) return <span className="t3 small trunc" title={error.message}>cannot be shown</span>;
  if (!value) return <span className="skeleton" style={{ width: large ? 160 : 28, height: large ? 120 : 28 }} aria-hidden />;
  if (value.kind === 'image') return <img className={large ? css.large : css.thumb} src={value.url} alt={path} title={value.title} />;
  if (value.kind === 'audio') return <audio className={css.audio} controls preload="none" src={value.url} aria-label={path} />;
  if (value.kind === 'html') return large ? <SafePage html={value.html} title={path} /> : <span className="t2 small trunc">{path}</span>;
  return <span className="t2 small trunc">{path}</span>;
}

/** A page in a frame without scripts, forms, or a network. */
function SafePage({ html, title }: { html: string; title: string }): ReactNode {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';
    setUrl(`${policy}${html}`);
  }, [html]);
  return <iframe className={css.page} sandbox="" srcDoc={url} title={title} />;
}
