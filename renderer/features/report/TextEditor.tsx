// Markdown as it is written; kept when the writer pauses or leaves.
import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import css from './Edit.module.css';

/** A pause this long is a place to keep what stands. */
const PAUSE_MS = 1_200;

export function TextEditor({ text, onKeep }: { text: string; onKeep: (text: string) => void }): ReactNode {
  const [typed, setTyped] = useState(text);
  const kept = useRef(text);
  const latest = useRef({ typed, onKeep });
  useEffect(() => {
    latest.current = { typed, onKeep };
  });
  // What came from elsewhere is shown only where nothing unsaved would be lost.
  useEffect(() => {
    if (latest.current.typed === kept.current) setTyped(text);
    kept.current = text;
  }, [text]);
  useEffect(() => {
    if (typed === kept.current) return undefined;
    const timer = setTimeout(keepNow, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => keepNow, []);
  function keepNow(): void {
    if (latest.current.typed === kept.current) return;
    kept.current = latest.current.typed;
    latest.current.onKeep(latest.current.typed);
  }
  return <Textarea className={css.text ?? ''} aria-label="Text in Markdown" placeholder="Write in Markdown" value={typed} maxLength={200_000} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={keepNow} />;
}
