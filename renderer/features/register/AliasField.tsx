// Aliases as chips: the usual ones to switch on, others by typing; says from which version one would move.
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { AliasName } from '../../../shared/contract/primitives.js';
import { AliasGlyph, aliasLook } from '../../ui/AliasGlyph.js';
import { SUGGESTED_ALIASES } from './form.js';
import css from './RegisterPanel.module.css';

interface Props {
  readonly aliases: readonly string[];
  /** alias -> label of the version it stands on now. */
  readonly held: Readonly<Record<string, string>>;
  readonly onChange: (aliases: readonly string[]) => void;
}

export function AliasField({ aliases, held, onChange }: Props): ReactNode {
  const [text, setText] = useState('');
  const typed = text.trim();
  const checked = typed === '' ? undefined : AliasName.safeParse(typed);
  const problem = checked?.error?.issues[0]?.message;
  const toggle = (name: string): void => onChange(aliases.includes(name) ? aliases.filter((each) => each !== name) : [...aliases, name]);
  const add = (): void => {
    if (!checked?.success) return;
    if (!aliases.includes(checked.data)) onChange([...aliases, checked.data]);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && typed !== '') {
      event.preventDefault();
      add();
    }
    if (event.key === 'Backspace' && text === '' && aliases.length > 0) onChange(aliases.slice(0, -1));
  };
  const others = aliases.filter((name) => !(SUGGESTED_ALIASES as readonly string[]).includes(name));
  const moves = aliases.filter((name) => held[name] !== undefined);
  return (
    <div role="group" aria-label="Aliases">
      <div className={css.aliases}>
        {SUGGESTED_ALIASES.map((name) => (
          <button key={name} type="button" className={`alias ${aliases.includes(name) ? aliasLook(name) : css.unset}`} aria-pressed={aliases.includes(name)} onClick={() => toggle(name)}>
            {aliases.includes(name) ? <AliasGlyph name={name} /> : <IconPlus className="i s12" aria-hidden />}
            {name}
          </button>
        ))}
        {others.map((name) => (
          <button key={name} type="button" className="alias" aria-label={`Leave out the alias ${name}`} onClick={() => toggle(name)}>
            <span className="trunc">{name}</span>
            <IconX className="i s12" aria-hidden />
          </button>
        ))}
        <input className={css.addAlias} aria-label="Add another alias" aria-invalid={problem !== undefined} placeholder="another" value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKeyDown} onBlur={add} />
        <span className={css.hint} title="Every new version gets it">+ latest</span>
      </div>
      {problem && <p className={css.why} role="alert">{problem}</p>}
      {moves.length > 0 && <p className="small t3" role="status">{moves.map((name) => `${name} moves from ${held[name]}`).join(', ')}</p>}
    </div>
  );
}
