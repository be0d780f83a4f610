// What the command line says, and exits with, when an alias that was asked for is contested.
import { EXIT } from '../../../shared/contract/errors.js';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { when } from './output.js';

/** On standard error, so that what was asked for can still be read from standard output. */
export function warnContested(text: string): void {
  process.stderr.write(`cairn: warning: ${text}\n`);
}

/** The contest that a reference ran into, by the alias it ends with. */
export function contestAsked(ref: string, version: VersionDetail): VersionDetail['contests'][number] | undefined {
  const alias = /:([^:/@]+)$/.exec(ref)?.[1]?.normalize('NFC');
  const name = version.through?.name ?? version.name;
  return version.contests.find((contest) => contest.alias === alias && contest.name === name);
}

/** Warns with who stands against whom. 0 where nothing is contested, or where the caller allowed it. */
export function contestedExit(ref: string, version: VersionDetail, allowed: boolean): number {
  const contest = contestAsked(ref, version);
  if (!contest) return EXIT.ok;
  const others = contest.challenges.map((each) => `${each.actor.name} moved it to ${each.ref ?? 'nothing'} on ${each.device}, ${when(each.at)}`);
  warnContested(`${contest.name}:${contest.alias} is contested. ${contest.holder ?? 'Nothing'} holds it; ${others.join('; ')}. End it with: cairn alias resolve ${contest.name}:${contest.alias} REF`);
  return allowed ? EXIT.ok : EXIT.contested;
}
