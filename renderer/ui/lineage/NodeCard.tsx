// One node as it is drawn: runs are pills, artifacts are boxes, a registered model lists its versions, a cluster is a stack.
import { IconActivity, IconBox, IconChevronRight, IconCloud, IconDatabase, IconFlask, IconPlus, IconStack2, IconTerminal2, type TablerIcon } from '@tabler/icons-react';
import { createElement, memo, type ReactElement, type ReactNode } from 'react';
import type { AliasBadge as Alias } from '../../../shared/contract/entities.js';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { AliasBadge, sortAliases } from '../AliasBadge.js';
import { AliasGlyph } from '../AliasGlyph.js';
import { kindWord } from './graphModel.js';
import css from './Lineage.module.css';
import { MODEL_LINES } from './place.js';

/** A version of a registered model that is in the graph. */
export interface ModelLine {
  readonly version: string;
  readonly label: string;
  readonly aliases: readonly Alias[];
}

export interface CardProps {
  readonly node: LineageNode;
  readonly lines: readonly ModelLine[];
  /** `path`: on the way that is highlighted. `dim`: beside it. */
  readonly tone: 'focus' | 'path' | 'dim' | 'plain';
  readonly active: boolean;
  /** A path that was asked for begins here. */
  readonly begins: boolean;
  readonly name: string;
  readonly domId: string;
  readonly onGrow: (id: string, to: 'up' | 'down') => void;
  readonly onOpenCluster: (id: string) => void;
}

const ICONS: Readonly<Record<string, TablerIcon>> = { dataset: IconDatabase, model: IconStack2, evaluation: IconFlask, evaluate: IconFlask, eval: IconFlask, code: IconTerminal2 };

/** The icon of a node's kind, as an element. */
export function nodeIcon({ kind, type }: Pick<LineageNode, 'kind' | 'type'>, className = 'i s14'): ReactElement {
  const icon = kind === 'model' ? IconStack2 : (ICONS[type] ?? (kind === 'run' || kind === 'cluster' ? IconActivity : IconBox));
  return createElement(icon, { className, 'aria-hidden': true });
}

/** Only those set by people: `latest` says nothing about where a version stands. */
const setOnes = (aliases: readonly Alias[]): readonly Alias[] => sortAliases(aliases.filter((alias) => alias.kind === 'set'));

function Glyphs({ node }: { node: LineageNode }): ReactNode {
  const all = setOnes([...node.aliases, ...node.links.flatMap((link) => link.aliases)]);
  const shown = [...new Map(all.map((alias) => [alias.name, alias])).values()].slice(0, 4);
  return (
    <span className={css.end} title={shown.map((alias) => alias.name).join(', ')}>
      {shown.map((alias) => (
        <AliasGlyph key={alias.name} name={alias.name} contested={alias.contested} />
      ))}
      {node.arrived && !node.here && <IconCloud className="i s12" aria-hidden />}
    </span>
  );
}

function Plain({ node }: { node: LineageNode }): ReactNode {
  const split = node.kind === 'version' && node.label !== '';
  return (
    <>
      <span className={css.icon}>
        {nodeIcon(node)}
      </span>
      <span className={css.text}>
        <span className={css.kind}>
          <span className="trunc">{node.deleted ? `Deleted ${kindWord(node).toLowerCase()}` : kindWord(node)}</span>
          <Glyphs node={node} />
        </span>
        <span className={css.name} title={node.ref}>
          <span className="trunc">{split ? node.name : node.ref}</span>
          {split && <span className={css.number}>:{node.label}</span>}
        </span>
      </span>
    </>
  );
}

function ModelBox({ node, lines }: { node: LineageNode; lines: readonly ModelLine[] }): ReactNode {
  return (
    <>
      <span className={css.modelHead}>
        <span className={css.kind}>{kindWord(node)}</span>
        <span className={css.name} title={node.name}>
          <span className="trunc">{node.name}</span>
        </span>
      </span>
      {lines.slice(0, MODEL_LINES).map((line) => {
        const [first, ...rest] = setOnes(line.aliases);
        return (
          <span key={line.version} className={css.line}>
            <span className="ver">{line.label}</span>
            <span className="row" style={{ gap: 3, minWidth: 0 }}>
              {rest.map((alias) => (
                <AliasGlyph key={alias.name} name={alias.name} contested={alias.contested} />
              ))}
              {first && <AliasBadge alias={first} />}
            </span>
          </span>
        );
      })}
      {lines.length > MODEL_LINES && <span className="small t3">{lines.length - MODEL_LINES} more versions here</span>}
    </>
  );
}

function Cluster({ node, onOpen }: { node: LineageNode; onOpen: () => void }): ReactNode {
  const members = node.fold?.members ?? [];
  return (
    <>
      <button type="button" tabIndex={-1} className={css.clusterHead} title={`Open ${node.name}`} onClick={onOpen}>
        <span className={css.icon}>
          {nodeIcon(node)}
        </span>
        <span className="trunc">{node.name}</span>
        <span className="grow" />
        <IconChevronRight className="i s12" aria-hidden />
      </button>
      <span className={css.clusterFoot}>
        <span className={css.dots}>
          {members.slice(0, 14).map((member) => (
            <i key={member.id} className={member.aliases.length > 0 ? css.held : member.state === 'failed' || member.state === 'crashed' ? css.bad : undefined} />
          ))}
        </span>
        <span className="grow" />
        {setOnes(node.aliases).map((alias) => (
          <AliasGlyph key={alias.name} name={alias.name} contested={alias.contested} />
        ))}
        {(node.fold?.failed ?? 0) > 0 && <span>{node.fold?.failed} failed</span>}
      </span>
    </>
  );
}

function Stub({ node, to, onGrow }: { node: LineageNode; to: 'up' | 'down'; onGrow: CardProps['onGrow'] }): ReactNode {
  const count = node.more[to];
  if (count === 0 || node.kind === 'cluster') return null;
  const word = to === 'up' ? 'upstream' : 'downstream';
  return (
    <button type="button" tabIndex={-1} className={`${css.stub} ${to === 'up' ? css.stubUp : css.stubDown} nodrag nopan`} aria-label={`Show ${count} ${word} of ${node.ref}`} onClick={() => onGrow(node.id, to)}>
      <IconPlus className="i s12" aria-hidden />
      {count} {word}
    </button>
  );
}

export const NodeCard = memo(function NodeCard(props: CardProps): ReactNode {
  const { node, lines, tone, active, begins, name, domId, onGrow, onOpenCluster } = props;
  const shape = node.kind === 'run' ? css.run : node.kind === 'cluster' ? css.cluster : node.kind === 'model' ? css.model : '';
  const state = node.deleted || !node.arrived ? css.tomb : '';
  const look = tone === 'plain' ? '' : css[tone];
  return (
    <div id={domId} role="group" aria-label={begins ? `${name}, the path begins here` : name} className={[css.node, shape, state, look, active ? css.active : '', begins ? css.begins : ''].filter(Boolean).join(' ')} data-node={node.id} data-kind={node.kind}>
      {node.kind === 'cluster' ? <Cluster node={node} onOpen={() => onOpenCluster(node.id)} /> : node.kind === 'model' ? <ModelBox node={node} lines={lines} /> : <Plain node={node} />}
      <Stub node={node} to="up" onGrow={onGrow} />
      <Stub node={node} to="down" onGrow={onGrow} />
    </div>
  );
});
