// Says over a page that an alias is contested, what answers until someone chooses, and leads there.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ContestedAlias } from '../../../shared/contract/contests.js';
import { contestWords, useContests } from '../../state/contests.js';
import { openView } from '../../state/openView.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { Banner } from '../../ui/Banner.js';

/** Banners that are shown in full; the rest are counted in one. */
const SHOWN = 2;

/** `of`: the collections or models it is about; all when left out. */
export function ContestBanner({ of }: { of?: readonly string[] }): ReactNode {
  const { contests } = useContests();
  const found = of ? contests.filter(({ collection }) => of.includes(collection)) : contests;
  if (found.length === 0) return null;
  const rest = found.length - SHOWN;
  return (
    <>
      {found.slice(0, SHOWN).map((contest) => (
        <One key={`${contest.collection} ${contest.alias}`} contest={contest} />
      ))}
      {rest > 0 && (
        <Banner tone="contested" label="More contested aliases" icon={<AliasGlyph name="" contested />} action={<Resolve words="Resolve all" />}>
          {rest === 1 ? 'One more alias is contested.' : `${rest} more aliases are contested.`}
        </Banner>
      )}
    </>
  );
}

function One({ contest }: { contest: ContestedAlias }): ReactNode {
  const holder = contest.sides.find(({ holds }) => holds);
  return (
    <Banner tone="contested" label={`${contest.alias} of ${contest.name} is contested`} icon={<AliasGlyph name={contest.alias} contested />} action={<Resolve words="Resolve" />}>
      <b className="med">{contest.name}</b>: {contestWords(contest)} {holder?.label == null ? 'It names no version' : `${holder.label}, published first, answers`} until someone chooses.
    </Banner>
  );
}

function Resolve({ words }: { words: string }): ReactNode {
  return (
    <Button size="xs" onClick={() => openView({ view: 'contested' })}>
      {words}
    </Button>
  );
}
