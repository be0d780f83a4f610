// One result of the palette: what it is, the letters that matched, what there is to know, the key.
import { IconArrowRight, IconBox, IconFolder, IconActivity, IconStack2, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { AliasBadge, sortAliases } from '../../ui/AliasBadge.js';
import { Kbd } from '../../ui/Kbd.js';
import css from './Palette.module.css';
import type { Result } from './results.js';

const ICONS: Record<string, TablerIcon> = { collection: IconBox, version: IconStack2, run: IconActivity, project: IconFolder };

interface Props {
  readonly id: string;
  readonly result: Result;
  readonly active: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

export function ResultRow({ id, result, active, onPoint, onChoose }: Props): ReactNode {
  const Icon = result.kind === 'command' ? IconArrowRight : (ICONS[result.hit.kind] ?? IconBox);
  const disabled = result.kind === 'command' ? result.command.disabled : undefined;
  const detail = result.kind === 'command' ? disabled : result.hit.detail;
  return (
    <div id={id} role="option" aria-selected={active} aria-disabled={disabled !== undefined} className={css.option} onPointerMove={active ? undefined : onPoint} onClick={onChoose}>
      <Icon className="i" aria-hidden />
      <span className={`trunc ${css.title}`}>
        {result.match.parts.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>))}
      </span>
      {detail && <span className={`trunc ${css.detail}`}>{detail}</span>}
      <span className="grow" />
      {result.kind === 'hit' && (
        <span className={css.aliases}>
          {sortAliases(result.hit.aliases.filter(({ kind }) => kind === 'set'))
            .slice(0, 2)
            .map((alias) => (
              <AliasBadge key={alias.name} alias={alias} />
            ))}
        </span>
      )}
      {result.kind === 'command' && result.command.key && <Kbd keys={result.command.key} />}
    </div>
  );
}
