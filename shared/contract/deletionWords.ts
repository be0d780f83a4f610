// What is said of a version that is deleted, wherever somebody asks for it.
import type { DeletionShown } from './entities.js';

/** "cnn:v2 was deleted by Mira on 2026-06-12 (wrong split). It can be brought back until 2026-07-12: cairn restore-version cnn:v2" */
export function deletionWords(ref: string, { at, actor, note, until, restorable }: DeletionShown, when: (millis: number) => string): string {
  const back = restorable ? `It can be brought back until ${when(until)}: cairn restore-version ${ref}` : `It could be brought back until ${when(until)}; log its files again, if they are still somewhere.`;
  return `${ref} was deleted by ${actor.name}, ${when(at)}${note === null ? '' : ` (${note.replaceAll('\n', '; ')})`}. ${back}`;
}
