// If this is wrong: how much depends on it, who holds an alias on that, and which serving versions are safe.
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Impact, ImpactHolder, LineageNode } from '../../../shared/contract/lineage.js';
import { AliasBadge } from '../../ui/AliasBadge.js';
import { ErrorState, type Failure } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { kindWord } from '../../ui/lineage/graphModel.js';
import css from '../../ui/lineage/Lineage.module.css';
import { nodeIcon } from '../../ui/lineage/NodeCard.js';

const COUNT = new Intl.NumberFormat();

function Holder({ holder, onOpen }: { holder: ImpactHolder; onOpen: (version: string) => void }): ReactNode {
  return (
    <div className={css.holder}>
      <button type="button" className="trunc" style={{ textAlign: 'left', fontWeight: holder.alias === 'production' ? 600 : 500 }} title={`${holder.name} ${holder.label}: ${holder.ref}`} onClick={() => onOpen(holder.version)}>
        {holder.name}
      </button>
      <span className="ver t2">{holder.label}</span>
      <AliasBadge alias={{ name: holder.alias, kind: 'set', contested: holder.contested }} />
    </div>
  );
}

/** One line a holder and collection, for a mail or a ticket. */
export function impactText(impact: Impact): string {
  const held = impact.held.map((each) => `${each.name}\t${each.label}\t${each.alias}${each.contested ? ' (contested)' : ''}\t${each.ref}`);
  const rest = impact.notHeld.map((each) => `${each.name}\t${each.first}${each.count > 1 ? ` to ${each.last}` : ''}\t\t${each.count} versions`);
  return [`# depends on ${impact.ref}: ${impact.versions} versions, ${impact.runs} runs, ${impact.models} models`, 'name\tversion\talias\treference', ...held, ...rest, ''].join('\n');
}

interface ImpactPanelProps {
  readonly node: LineageNode;
  readonly impact: Impact | undefined;
  readonly error: Failure | undefined;
  readonly onOpen: (version: string) => void;
  readonly onExport: (name: string, text: string) => void;
}

export function ImpactPanel({ node, impact, error, onOpen, onExport }: ImpactPanelProps): ReactNode {
  if (error) return <ErrorState what="What depends on it could not be read" error={error} />;
  return (
    <>
      <section className="sec" aria-label="Impact">
        <div className="small t3">If this {kindWord(node).toLowerCase()} is wrong</div>
        <div className="row" style={{ marginTop: 4, minWidth: 0 }}>
          {nodeIcon(node, 'i s14 t3')}
          <span className="mono semi trunc" title={node.ref}>
            {node.ref}
          </span>
        </div>
        {!impact && <SkeletonRows rows={3} dense awaiting="the engine to follow what depends on it" />}
        {impact && (
          <div className={css.figures}>
            {([[impact.versions, 'versions'], [new Set(impact.held.map((each) => `${each.collection} ${each.alias}`)).size, 'aliases held'], [impact.models, 'models']] as const).map(([value, word]) => (
              <div key={word}>
                <b>{COUNT.format(value)}</b>
                <span>{word}</span>
              </div>
            ))}
          </div>
        )}
        {impact && impact.deleted > 0 && <p className="small t3">{COUNT.format(impact.deleted)} deleted versions are left out.</p>}
      </section>
      {impact && impact.held.length > 0 && (
        <section className="sec" aria-label="Held by an alias">
          <h2 className="sec-h">
            Held by an alias<span className="end">look here first</span>
          </h2>
          {impact.held.slice(0, 100).map((holder) => (
            <Holder key={`${holder.collection} ${holder.alias} ${holder.version}`} holder={holder} onOpen={onOpen} />
          ))}
          {impact.held.length > 100 && <p className="small t3">{impact.held.length - 100} more are in the exported list.</p>}
        </section>
      )}
      {impact && impact.notHeld.length > 0 && (
        <section className="sec" aria-label="Not held">
          <h2 className="sec-h">
            Not held<span className="end tnum">{COUNT.format(impact.notHeld.reduce((sum, each) => sum + each.count, 0))}</span>
          </h2>
          {impact.notHeld.slice(0, 30).map((each) => (
            <div key={each.collection} className={css.holder}>
              <span className="mono trunc t2" title={each.name}>
                {each.name}
              </span>
              <span className="mono t3">{each.count === 1 ? each.first : `${each.first} … ${each.last}`}</span>
            </div>
          ))}
        </section>
      )}
      {impact && (
        <section className="sec" aria-label="What it means">
          {impact.versions === 0 && <p className="small t2">Nothing on record depends on it.</p>}
          {impact.safe.map((each) => (
            <p key={`${each.collection} ${each.alias}`} className="small t2">
              {each.alias.charAt(0).toUpperCase() + each.alias.slice(1)} of {each.name} is <b className="semi">not affected</b>: {each.label}
              {each.inputs.length > 0 ? ` was made from ${each.inputs.join(', ')}.` : ' does not depend on it.'}
            </p>
          ))}
          <div className="row" style={{ marginTop: 12 }}>
            <Button size="xs" leftSection={<IconDownload className="i s14" aria-hidden />} onClick={() => onExport('impact.tsv', impactText(impact))}>
              Export list
            </Button>
          </div>
        </section>
      )}
    </>
  );
}
