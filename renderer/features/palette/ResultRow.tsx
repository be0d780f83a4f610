// One result of the palette: what it is, the letters that matched, what there is to know, the key.
import { IconSearch, IconArrowRight, IconBox, IconFolder, IconActivity, IconStack2, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { contestLabels } from '../../state/contests.js';
import { AliasBadge, sortAliases } from '../../ui/AliasBadge.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
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
  const disabled = result.kind === 'command' ? result.command.disabled : undefined;
  return (
    <div id={id} role="option" aria-selected={active} aria-disabled={disabled !== undefined} className={css.option} onPointerMove={active ? undefined : onPoint} onClick={onChoose}>
      <Sign result={result} />
      <span className={`trunc ${css.title}`}>
        {result.kind === 'query' ? result.words : result.match.parts.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>))}
      </span>
      <Detail result={result} disabled={disabled} />
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
      {result.kind === 'contest' && <AliasBadge alias={{ name: result.contest.alias, kind: 'set', contested: true }} label={contestLabels(result.contest.sides)} />}
      {result.kind === 'command' && result.command.key && <Kbd keys={result.command.key} />}
    </div>
  );
}

function Sign({ result }: { result: Result }): ReactNode {
  if (result.kind === 'contest') {
    return (
      <span className={css.sign}>
        <AliasGlyph name="" contested />
      </span>
    );
  }
  const Icon = result.kind === 'command' ? IconArrowRight : result.kind === 'query' ? IconSearch : (ICONS[result.hit.kind] ?? IconBox);
  return <Icon className="i" aria-hidden />;
}

function Detail({ result, disabled }: { result: Result; disabled: string | undefined }): ReactNode {
  const words = result.kind === 'command' ? disabled : result.kind === 'hit' ? result.hit.detail : result.kind === 'query' && result.problem ? 'cannot be run yet' : undefined;
  return words ? <span className={`trunc ${css.detail}`}>{words}</span> : null;
}
