// Finds a version by words: of an artifact or a registered model it is the newest. For naming what something was made from.
import { Button, Popover } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useSearch } from '../../data/hooks.js';
import { useAct } from '../../state/useAct.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { FilterField } from '../../ui/FilterField.js';

/** A version as it is shown where it was picked. */
export interface PickedVersion {
  readonly id: string;
  /** "mnist:v3" */
  readonly label: string;
  readonly type: string;
}

interface Props {
  /** Words of the button. */
  readonly act: string;
  /** What the words in the box look for, as a label. */
  readonly label: string;
  readonly size?: 'xs' | 'sm';
  readonly known: ReadonlySet<string>;
  readonly onPick: (version: PickedVersion) => void;
}

export function PickVersion({ act, label, size = 'sm', known, onPick }: Props): ReactNode {
  const engine = useEngine();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const picking = useAct();
  const { hits, loading } = useSearch(text, 30);
  const found = hits.filter(({ kind }) => kind === 'collection' || kind === 'version');
  const pick = (kind: string, id: string): void =>
    picking.run(async () => {
      const newest = kind === 'collection' ? (await engine.browse.scope({ scope: `versions:${id}`, limit: 1 })).items[0]?.key : id;
      if (newest === undefined) throw new Error('It holds no version yet.');
      const version = await engine.versions.get({ ref: newest });
      onPick({ id: version.id, label: `${version.name}:${version.label}`, type: version.type });
      setOpen(false);
      setText('');
    });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button size={size} {...(size === 'xs' ? { variant: 'subtle' } : {})} leftSection={<IconPlus className="i s14" aria-hidden />} aria-expanded={open} aria-label={label} onClick={() => setOpen(!open)}>
          {act}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={label} onKeyDown={(event) => event.stopPropagation()}>
        <FilterField label="Find a version or artifact" value={text} onChange={setText} width={322} />
        <div style={{ maxHeight: 300, overflow: 'auto', marginTop: 6 }}>
          {found.map((hit) => (
            <Button key={`${hit.kind} ${hit.id}`} variant="subtle" fullWidth justify="flex-start" disabled={known.has(hit.id)} onClick={() => pick(hit.kind, hit.id)} styles={{ label: { width: '100%', gap: 8, display: 'flex' } }}>
              <span className="trunc grow" style={{ textAlign: 'left' }}>
                {hit.title}
              </span>
              <AliasList aliases={hit.aliases} width={100} />
              <span className="small t3">{hit.kind === 'collection' ? 'newest version' : 'version'}</span>
            </Button>
          ))}
          {text.trim() !== '' && !loading && found.length === 0 && <p className="small t3">Nothing has these words.</p>}
          {picking.problem && <p className="small" role="alert">{picking.problem}</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
