// Finds a node: among those shown at once, and in the whole registry, whence it is joined to the start by a path.
import { Popover, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { useSearch } from '../../data/hooks.js';
import { useCommandHandlers } from '../../state/commands.js';
import { Kbd } from '../../ui/Kbd.js';
import { kindWord, searchText } from '../../ui/lineage/graphModel.js';
import css from '../../ui/lineage/Lineage.module.css';

const SHOWN = 8;

interface Hit {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly here: boolean;
}

interface FinderProps {
  readonly nodes: readonly LineageNode[];
  readonly onFound: (id: string) => void;
  /** A node that is not in the graph. */
  readonly onElsewhere: (id: string) => void;
}

export function Finder({ nodes, onFound, onElsewhere }: FinderProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const found = useSearch(text, 12);
  useCommandHandlers(useMemo(() => ({ 'node.find': { run: () => input.current?.focus() } }), []));
  const wanted = text.trim().toLowerCase();
  const hits = useMemo<readonly Hit[]>(() => {
    if (wanted === '') return [];
    const words = wanted.split(/\s+/);
    const here = nodes.filter((node) => words.every((word) => searchText(node).includes(word))).slice(0, SHOWN).map((node): Hit => ({ id: node.id, title: node.ref, detail: node.kind === 'cluster' ? 'cluster' : kindWord(node).toLowerCase(), here: true }));
    const known = new Set(nodes.map((node) => node.id));
    const elsewhere = found.hits.filter((hit) => (hit.kind === 'version' || hit.kind === 'run') && !known.has(hit.id)).slice(0, SHOWN).map((hit): Hit => ({ id: hit.id, title: hit.title, detail: 'not in the graph', here: false }));
    return [...here, ...elsewhere];
  }, [wanted, nodes, found.hits]);

  const choose = (hit: Hit | undefined): void => {
    if (!hit) return;
    setText('');
    input.current?.blur();
    if (hit.here) onFound(hit.id);
    else onElsewhere(hit.id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const acts: Record<string, () => void> = {
      ArrowDown: () => setAt(Math.min(hits.length - 1, at + 1)),
      ArrowUp: () => setAt(Math.max(0, at - 1)),
      Enter: () => choose(hits[at]),
      Escape: () => (text === '' ? event.currentTarget.blur() : setText('')),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <Popover opened={wanted !== ''} position="bottom-start" width={320} transitionProps={{ duration: 0 }} trapFocus={false}>
      <Popover.Target>
        <TextInput
          ref={input}
          role="combobox"
          aria-label="Find a node"
          aria-expanded={wanted !== ''}
          aria-controls={id}
          aria-activedescendant={hits[at] ? `${id}-${at}` : undefined}
          placeholder="Find a node"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onBlur={() => setText('')}
          onKeyDown={onKeyDown}
          leftSection={<IconSearch className="i s14" aria-hidden />}
          rightSection={<Kbd keys="F" />}
          style={{ width: 172, flex: '0 1 auto' }}
        />
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <div id={id} role="listbox" aria-label="Nodes found" className={css.found}>
          {hits.map((hit, index) => (
            <button key={hit.id} id={`${id}-${index}`} type="button" role="option" aria-selected={index === at} {...(index === at && { 'data-on': true })} tabIndex={-1} onMouseDown={(event) => event.preventDefault()} onClick={() => choose(hit)}>
              <span className="trunc grow">{hit.title}</span>
              <span className="small t3 nowrap">{hit.detail}</span>
            </button>
          ))}
        </div>
        {hits.length === 0 && <p className="small t3" style={{ padding: '4px 8px' }}>{found.loading ? 'Searching…' : 'No node has these words.'}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
