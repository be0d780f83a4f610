// The one badge: aliases, availability and safety, each a glyph or icon with its word. Colour is never the only sign.
import { IconAlertTriangle, IconCircleCheck, IconCircleHalf2, IconCloud, IconPin, IconQuestionMark, IconShieldCheck, IconShieldX, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AliasBadge as Alias, Availability, SafetyLevel } from '../../shared/contract/entities.js';
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

/** Pixels that one letter of a chip takes on average, what stands around the word, and what a count of hidden ones needs. */
const LETTER = 6.2;
const MONO = 7.2;
const AROUND = 27;
const GAP = 4;
const MORE = 26;

export interface LabelledAlias extends Alias {
  /** The version it stands on, where that is not clear from the place. */
  readonly label?: string | undefined;
}

/** How many of these chips fit side by side. */
export function fittingAliases(aliases: readonly LabelledAlias[], width: number): number {
  let used = 0;
  for (const [index, { name, label, kind }] of aliases.entries()) {
    used += (kind === 'auto' ? 0 : AROUND) + [...name].length * LETTER + (label === undefined ? 0 : 5 + [...label].length * MONO) + GAP;
    if (used > (index === aliases.length - 1 ? width + GAP : width - MORE)) return index;
  }
  return aliases.length;
}

/** Aliases in their fixed order, as many as fit `width`; the rest are counted and named on hover. */
export function AliasList({ aliases, width = Number.POSITIVE_INFINITY }: { aliases: readonly LabelledAlias[]; width?: number }): ReactNode {
  const sorted = sortAliases(aliases);
  const fit = fittingAliases(sorted, width);
  const hidden = sorted.slice(fit);
  return (
    <span className="aliases">
      {sorted.slice(0, fit).map((alias) => (
        <AliasBadge key={alias.name} alias={alias} label={alias.label} />
      ))}
      {hidden.length > 0 && (
        <span className="small t3 nowrap" title={hidden.map(({ name, label }) => (label === undefined ? name : `${name} ${label}`)).join(', ')}>
          {fit === 0 ? `${hidden.length} ${hidden.length === 1 ? 'alias' : 'aliases'}` : `+${hidden.length}`}
        </span>
      )}
    </span>
  );
}

const AVAILABILITY: Record<Availability, { word: string; Icon: TablerIcon }> = {
  offline: { word: 'Available offline', Icon: IconCircleCheck },
  partly: { word: 'Partly here', Icon: IconCircleHalf2 },
  online: { word: 'Online only', Icon: IconCloud },
};

/** All of it is here, and stays. */
const PINNED = { word: 'Pinned', Icon: IconPin };

export const availabilityWord = (value: Availability, pinned: boolean): string => (pinned && value === 'offline' ? PINNED : AVAILABILITY[value]).word;

export function AvailabilityBadge({ value, pinned = false }: { value: Availability; pinned?: boolean | undefined }): ReactNode {
  const { word, Icon } = pinned && value === 'offline' ? PINNED : AVAILABILITY[value];
  return (
    <span className={`avail ${pinned && value === 'offline' ? 'pinned' : value}`} title={pinned ? 'It stays on this device whatever room is needed' : undefined}>
      <Icon className="i s14" aria-hidden />
      {word}
      {pinned && value !== 'offline' && <IconPin className="i s14" aria-label="pinned" />}
    </span>
  );
}

const SAFETY: Record<SafetyLevel, { word: string; tone: string; Icon: TablerIcon }> = {
  clean: { word: 'Clean', tone: 'ok', Icon: IconShieldCheck },
  unknown: { word: 'Unknown', tone: '', Icon: IconQuestionMark },
  suspicious: { word: 'Suspicious', tone: 'warn', Icon: IconAlertTriangle },
  dangerous: { word: 'Dangerous', tone: 'danger', Icon: IconShieldX },
};

export function SafetyBadge({ level }: { level: SafetyLevel }): ReactNode {
  const { word, tone, Icon } = SAFETY[level];
  return (
    <span className={`badge ${tone}`}>
      <Icon className="i s14" aria-hidden />
      {word}
    </span>
  );
}

/** Only for a version that is flagged; in lists the word is left to the eye of who hovers or listens. */
export function FlaggedBadge({ level, compact = false }: { level: SafetyLevel | undefined; compact?: boolean }): ReactNode {
  if (level !== 'suspicious' && level !== 'dangerous') return null;
  const { word, tone, Icon } = SAFETY[level];
  return (
    <span className={`badge ${tone}`} title={`${word}: loading its files could run code. The version page says what.`}>
      <Icon className="i s14" aria-hidden />
      {compact ? <span className="sr">{word}</span> : word}
    </span>
  );
}

/** Room that a compact badge takes beside aliases. */
export const FLAG_WIDTH = 32;

/** A version's flag, if it has one, before its aliases. */
export function FlaggedAliases({ level, aliases, width }: { level: SafetyLevel | undefined; aliases: readonly LabelledAlias[]; width: number }): ReactNode {
  const flagged = level === 'suspicious' || level === 'dangerous';
  if (!flagged) return <AliasList aliases={aliases} width={width} />;
  return (
    <span className="row" style={{ gap: GAP }}>
      <FlaggedBadge level={level} compact />
      <AliasList aliases={aliases} width={width - FLAG_WIDTH} />
    </span>
  );
}
