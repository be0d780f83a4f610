// The filter over a list: a search field that shows its key and gives its text back with Esc.
import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode, RefObject } from 'react';
import { Kbd } from './Kbd.js';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  readonly width?: number | string;
  /** The key that leads here, if one does. */
  readonly keys?: string;
}

export function FilterField({ label, value, onChange, inputRef, width = 232, keys }: Props): ReactNode {
  return (
    <TextInput
      ref={inputRef ?? null}
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (value) onChange('');
        else event.currentTarget.blur();
      }}
      leftSection={<IconSearch className="i s14" aria-hidden />}
      rightSection={value ? <CloseButton size={20} aria-label="Clear the filter" onClick={() => onChange('')} /> : keys ? <Kbd keys={keys} /> : undefined}
      style={{ width, flex: '0 1 auto' }}
    />
  );
}
