// Names and values in rows, or pasted as one JSON object; used for metrics and hyper-parameters.
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { ClipboardEvent, ReactNode } from 'react';
import { parseJsonObject, toPairs } from './form.js';
import type { Pair } from './form.js';
import css from './RegisterPanel.module.css';

interface Props {
  readonly title: string;
  /** One of them, in words. */
  readonly what: string;
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  readonly problem: string | undefined;
  readonly check?: (pair: Pair) => string | undefined;
  readonly numeric?: boolean;
}

export function PairsField({ title, what, pairs, onChange, problem, check, numeric = false }: Props): ReactNode {
  const [open, setOpen] = useState(pairs.length > 0);
  const list = useRef<HTMLDivElement>(null);
  const set = (index: number, part: Partial<Pair>): void => onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...part } : pair)));
  const add = (): void => {
    setOpen(true);
    onChange([...pairs, { key: '', value: '' }]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>('[data-pair]:last-of-type input')?.focus());
  };
  /** A whole JSON object pasted into any field becomes rows, over those of the same name. */
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text');
    const object = text.trim().startsWith('{') ? parseJsonObject(text) : undefined;
    if (!object) return;
    event.preventDefault();
    const kept = pairs.filter(({ key, value }) => (key.trim() !== '' || value.trim() !== '') && !(key.trim() in object));
    onChange([...kept, ...toPairs(object)]);
  };
  const shown = open || pairs.length > 0;
  return (
    <div className={css.more}>
      <div className="row">
        <h3 className={css.disclose}>
          {title} <span className="t3">{pairs.length > 0 ? pairs.length : ''}</span>
        </h3>
        <span className="grow" />
        <Button size="xs" variant="subtle" leftSection={<IconPlus className="i s14" aria-hidden />} aria-label={`Add a ${what}`} onClick={add}>
          Add
        </Button>
      </div>
      {shown && (
        <div ref={list} onPaste={onPaste} role="group" aria-label={title}>
          {pairs.map((pair, index) => (
            <div key={index} className={css.pair} data-pair>
              <TextInput className={css.mono ?? ''} aria-label={`Name of ${what} ${index + 1}`} placeholder="name" value={pair.key} onChange={(event) => set(index, { key: event.currentTarget.value })} />
              <TextInput
                className={css.mono ?? ''}
                aria-label={`Value of ${pair.key || `${what} ${index + 1}`}`}
                placeholder="value"
                inputMode={numeric ? 'decimal' : 'text'}
                value={pair.value}
                error={check?.(pair)}
                onChange={(event) => set(index, { value: event.currentTarget.value })}
              />
              <ActionIcon size={24} aria-label={`Remove ${pair.key || `${what} ${index + 1}`}`} onClick={() => onChange(pairs.filter((_, at) => at !== index))}>
                <IconX className="i s14" aria-hidden />
              </ActionIcon>
            </div>
          ))}
          {pairs.length > 0 && <p className="caption">Paste a JSON object into any field to fill the rows.</p>}
        </div>
      )}
      {problem && <p className={css.why} role="status">{problem}</p>}
    </div>
  );
}
