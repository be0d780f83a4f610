// One contested alias: its sides beside each other, with people, times, reasons and what each choice does. No side is the primary one.
import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ContestedAlias, ContestSide } from '../../../shared/contract/contests.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { useAct } from '../../state/useAct.js';
import { AliasBadge } from '../../ui/AliasBadge.js';
import { Blocked } from '../gates/Blocked.js';
import { useGate } from '../gates/useGate.js';
import { ContestSideView } from './ContestSideView.js';
import css from './Contests.module.css';
import { howItCame } from './contestText.js';

export function ContestSection({ contest, place }: { contest: ContestedAlias; place: string }): ReactNode {
  const engine = useEngine();
  const versions = useScope(`versions:${contest.collection}`).rows;
  const headline = useScope('collections').rows.find(({ id }) => id === contest.collection)?.headline;
  const [note, setNote] = useState('');
  const act = useAct();
  const gate = useGate();
  const { alias, sides, name, entity, project } = contest;
  const holder = sides.find(({ holds }) => holds);
  const baseline = versions.find(({ id }) => id === holder?.version);
  const choose = (side: ContestSide): void =>
    act.run(async () => {
      const said = note.trim() === '' ? {} : { note: note.trim() };
      if (side.version !== null) {
        const ref = side.version;
        await gate.pass((given) => engine.registry.resolveAlias({ collection: contest.collection, alias, ref, ...said, ...given }));
        return;
      }
      const moved = sides.find(({ label }) => label !== null);
      if (moved?.label != null) await engine.registry.removeAlias({ ref: `${entity}/${project}/${name}:${moved.label}`, alias, ...said });
    });
  const people = new Set(sides.map(({ actor }) => actor.name)).size;
  return (
    <section className={css.contest} aria-label={`${alias} of ${name}`}>
      <div className="row">
        <AliasBadge alias={{ name: alias, kind: 'set', contested: true }} />
        <h2 className="h trunc">
          <Link href={viewPath({ view: 'collection', collection: contest.collection })} style={{ color: 'inherit' }}>
            {name}
          </Link>
          : {people > 1 ? `${people === 2 ? 'two' : people} people` : 'two devices'} moved {alias}
        </h2>
        <span className="grow" />
        {place && <span className="small t3 nowrap">{place}</span>}
      </div>
      <p className={`t2 ${css.how}`}>{howItCame(contest)}</p>
      <div className={css.sides}>
        {sides.map((side) => (
          <ContestSideView
            key={`${side.version ?? ''} ${side.at} ${side.device}`}
            contest={contest}
            side={side}
            version={versions.find(({ id }) => id === side.version)}
            baseline={side.holds ? undefined : baseline}
            headline={headline}
            pending={act.pending}
            onChoose={() => choose(side)}
          />
        ))}
      </div>
      <div className={css.foot}>
        <TextInput size="sm" aria-label={`Note on the choice for ${alias} of ${name}`} placeholder="Why, for the history" maxLength={10_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <span className="small t3">Writes one entry. Nothing is lost: every move stays in history.</span>
      </div>
      {gate.blocked && (
        <div className={css.blocked}>
          <Blocked verdict={gate.blocked} reason={gate.reason} onReason={gate.setReason} />
          <p className="small t3">Choose again with the reason, or the other side.</p>
        </div>
      )}
      {act.problem !== undefined && (
        <p className={css.problem} role="alert">
          {act.problem}
        </p>
      )}
    </section>
  );
}
