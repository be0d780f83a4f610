// The aliases of one version as a menu: set, move or take off the usual ones, or type another. Unprotected ones act at once.
import { Menu } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AliasBadge } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useProtectedAliases } from '../../state/useProtectedAliases.js';
import { openDialog, type NamedVersion } from '../../state/dialogs.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { USUAL_ALIASES } from './AliasDialog.js';
import { requestMove } from './requestMove.js';

interface Props {
  readonly collection: string;
  readonly version: NamedVersion;
  /** On this version now. */
  readonly aliases: readonly AliasBadge[];
  /** alias -> label of what holds it in the collection. */
  readonly held: Readonly<Record<string, string>>;
  /** The button that opens it. */
  readonly children: ReactNode;
}

export function AliasMenu({ collection, version, aliases, held, children }: Props): ReactNode {
  const engine = useEngine();
  const guarded = useProtectedAliases(collection);
  const on = sortAliases(aliases.filter(({ kind }) => kind === 'set'));
  const off = USUAL_ALIASES.filter((name) => !on.some((alias) => alias.name === name));
  const choose = (act: 'set' | 'remove', alias: string): void => {
    requestMove(engine, { act, alias, collection, version }, guarded);
  };
  const ask = (name: string): string => (guarded?.has(name) === false ? '' : '…');
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {off.map((name) => (
          <Menu.Item key={name} leftSection={<AliasGlyph name={name} />} rightSection={held[name] !== undefined && <span className="small t2">from {held[name]}</span>} onClick={() => choose('set', name)}>
            Set {name}
            {ask(name)}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconPlus className="i s12" aria-hidden />} onClick={() => openDialog({ kind: 'alias', collection, version, act: 'set', alias: undefined })}>
          Another alias…
        </Menu.Item>
        {on.length > 0 && <Menu.Divider />}
        {on.map(({ name }) => (
          <Menu.Item key={name} leftSection={<IconX className="i s12" aria-hidden />} onClick={() => choose('remove', name)}>
            Take {name} off
            {ask(name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
