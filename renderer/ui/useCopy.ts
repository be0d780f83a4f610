// Copying text, with a moment in which the control may show that it worked.
import { useCallback, useEffect, useRef, useState } from 'react';

/** How long the check stands in place of the copy icon. */
const SHOWN_FOR_MS = 1_200;

/** `write` puts text on the clipboard; in the application that is the preload's `copyText`, in an exported page the browser's. */
export function useCopy(write: (text: string) => Promise<void> = (text) => ('cairn' in window ? window.cairn.copyText(text) : navigator.clipboard.writeText(text))): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = useCallback(
    (text: string) => {
      void write(text).then(() => {
        setCopied(true);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setCopied(false), SHOWN_FOR_MS);
      });
    },
    [write],
  );
  return { copied, copy };
}
