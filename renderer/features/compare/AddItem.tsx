// Adds a version or run to a comparison, found by its name.
import { Button, Popover } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useSearch } from '../../data/hooks.js';
import { useEngine } from '../../api/EngineProvider.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { FilterField } from '../../ui/FilterField.js';

export function AddItem({ known, onAdd }: { known: ReadonlySet<string>; onAdd: (id: string) => void }): ReactNode {
  const engine = useEngine();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const { hits, loading } = useSearch(text, 20);
  const found = hits.filter((hit) => hit.kind !== 'project');
  const add = async (kind: string, id: string): Promise<void> => {
    // Of an artifact or model it is the newest version.
    const version = kind === 'collection' ? (await engine.browse.scope({ scope: `versions:${id}`, limit: 1 })).items[0]?.key : id;
    if (version !== undefined) onAdd(version);
    setOpen(false);
    setText('');
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button leftSection={<IconPlus className="i" aria-hidden />} aria-expanded={open} onClick={() => setOpen(!open)}>
          Add
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Add to the comparison">
        <FilterField label="Find a version, run or artifact" value={text} onChange={setText} width={322} />
        <div style={{ maxHeight: 300, overflow: 'auto', marginTop: 6 }}>
          {found.map((hit) => (
            <Button key={`${hit.kind} ${hit.id}`} variant="subtle" fullWidth justify="flex-start" disabled={known.has(hit.id)} onClick={() => void add(hit.kind, hit.id)} styles={{ label: { width: '100%', gap: 8, display: 'flex' } }}>
              <span className="trunc grow" style={{ textAlign: 'left' }}>
                {hit.title}
              </span>
              <AliasList aliases={hit.aliases} width={100} />
              <span className="small t3">{hit.kind === 'collection' ? 'newest version' : hit.kind}</span>
            </Button>
          ))}
          {text.trim() !== '' && !loading && found.length === 0 && <p className="small t3">Nothing has these words.</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
