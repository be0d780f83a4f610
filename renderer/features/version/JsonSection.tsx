// A JSON object as names and values, the first ones shown; copied or saved whole.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { useCopy } from '../../ui/useCopy.js';
import { showJson } from './facts.js';
import css from './Version.module.css';

/** More than this and the rest waits behind a button. */
const FIRST = 10;

export function JsonSection({ title, value, empty, file }: { title: string; value: JsonObject; empty: string; file: string }): ReactNode {
  const [all, setAll] = useState(false);
  const { copied, copy } = useCopy();
  const entries = Object.entries(value);
  const text = JSON.stringify(value, null, 2);
  return (
    <section className="sec" aria-label={title}>
      <h2 className="sec-h">
        {title}
        {entries.length > 0 && (
          <span className={`end ${css.sectionActs}`}>
            <Button size="xs" variant="subtle" aria-label={`Copy ${title} as JSON`} onClick={() => copy(text)}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
            <Button size="xs" variant="subtle" aria-label={`Export ${title} as a file`} onClick={() => saveText(file, text)}>
              Export
            </Button>
          </span>
        )}
      </h2>
      {entries.length === 0 && <p className="small t3">{empty}</p>}
      <dl className={`kv ${css.json}`}>
        {(all ? entries : entries.slice(0, FIRST)).map(([key, item]) => (
          <Entry key={key} name={key} text={showJson(item)} />
        ))}
      </dl>
      {entries.length > FIRST && (
        <button type="button" className={css.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${entries.length}`}
        </button>
      )}
      <span className="sr" role="status">
        {copied ? `${title} was copied` : ''}
      </span>
    </section>
  );
}

function Entry({ name, text }: { name: string; text: string }): ReactNode {
  return (
    <>
      <dt className="trunc" title={name}>
        {name}
      </dt>
      <dd>
        <span className="mono trunc sel" title={text}>
          {text}
        </span>
      </dd>
    </>
  );
}

/** Hands a text to the system's save dialog. */
function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
