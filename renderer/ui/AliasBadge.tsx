// The one badge: aliases, availability and safety, each a glyph or icon with its word. Colour is never the only sign.
import { IconAlertTriangle, IconCircleCheck, IconCircleHalf2, IconCloud, IconQuestionMark, IconShieldCheck, IconShieldX, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AliasBadge as Alias, Availability, FileFacts } from '../../shared/contract/entities.js';
import { AliasGlyph, aliasLook } from './AliasGlyph.js';

/** Chips stand in this order wherever several are shown; the rest follow by name. */
const ORDER = ['production', 'staging', 'candidate', 'best'];

export function sortAliases<T extends { name: string; kind?: string }>(aliases: readonly T[]): T[] {
  const rank = (alias: T): number => (alias.name === 'latest' ? ORDER.length + 1 : ORDER.includes(alias.name) ? ORDER.indexOf(alias.name) : ORDER.length);
  return [...aliases].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** One alias; `label` adds the version it stands on. */
export function AliasBadge({ alias, label }: { alias: Alias; label?: string | undefined }): ReactNode {
  const auto = alias.kind === 'auto';
  const look = alias.contested ? 'contested' : auto ? 'auto' : aliasLook(alias.name);
  const title = alias.contested ? `${alias.name} is contested` : alias.name;
  return (
    <span className={`alias ${look}`} title={title}>
      {!auto && <AliasGlyph name={alias.name} contested={alias.contested} />}
      <span className="trunc">{alias.name}</span>
      {alias.contested && <span className="sr">contested</span>}
      {label !== undefined && <span className="v">{label}</span>}
    </span>
  );
}

/** A version's aliases in their fixed order. */
export function AliasList({ aliases }: { aliases: readonly Alias[] }): ReactNode {
  return (
    <span className="aliases">
      {sortAliases(aliases).map((alias) => (
        <AliasBadge key={alias.name} alias={alias} />
      ))}
    </span>
  );
}

const AVAILABILITY: Record<Availability, { word: string; Icon: TablerIcon }> = {
  offline: { word: 'Available offline', Icon: IconCircleCheck },
  partly: { word: 'Partly here', Icon: IconCircleHalf2 },
  online: { word: 'Online only', Icon: IconCloud },
};

export function AvailabilityBadge({ value }: { value: Availability }): ReactNode {
  const { word, Icon } = AVAILABILITY[value];
  return (
    <span className={`avail ${value}`}>
      <Icon className="i s14" aria-hidden />
      {word}
    </span>
  );
}

const SAFETY: Record<FileFacts['safety']['level'], { word: string; tone: string; Icon: TablerIcon }> = {
  clean: { word: 'Clean', tone: 'ok', Icon: IconShieldCheck },
  unknown: { word: 'Not checked', tone: '', Icon: IconQuestionMark },
  suspicious: { word: 'Suspicious', tone: 'warn', Icon: IconAlertTriangle },
  dangerous: { word: 'Dangerous', tone: 'danger', Icon: IconShieldX },
};

export function SafetyBadge({ level }: { level: FileFacts['safety']['level'] }): ReactNode {
  const { word, tone, Icon } = SAFETY[level];
  return (
    <span className={`badge ${tone}`}>
      <Icon className="i s14" aria-hidden />
      {word}
    </span>
  );
}
