// One run of two finds that are its own, where a tool writes a log each time it goes on and they were given apart.
import type { ImportRun } from './types.js';

/** Both in one, the one begun first in front; undefined where the second has no rows of its own, so that it is a copy. */
export function joinRuns(one: ImportRun, other: ImportRun): ImportRun | undefined {
  const known = new Set(one.writers);
  const more = (other.writers ?? []).filter((writer) => !known.has(writer));
  if (more.length === 0) return undefined;
  const [first, last] = (one.writers?.[0] ?? '') <= (more[0] ?? '') ? [one, other] : [other, one];
  const own = new Set(first.writers);
  const artifacts = new Map([...last.artifacts, ...first.artifacts].map((artifact) => [artifact.id, artifact]));
  const inOrder = [...first.artifacts, ...last.artifacts].map(({ id }) => id);
  return {
    ...last,
    name: last.name === last.key ? first.name : last.name,
    config: { ...first.config, ...last.config },
    summary: { ...first.summary, ...last.summary },
    environment: { ...first.environment, ...last.environment },
    notes: last.notes || first.notes,
    tags: [...new Set([...first.tags, ...last.tags])],
    git: last.git ?? first.git,
    group: last.group ?? first.group,
    started: first.started,
    source: `${first.source} and ${last.source}`,
    writers: [...new Set([...(first.writers ?? []), ...(last.writers ?? [])])],
    artifacts: [...new Set(inOrder)].flatMap((id) => artifacts.get(id) ?? []),
    async *rows(tell) {
      yield* first.rows(tell);
      for await (const row of last.rows(tell)) if (row.writer === undefined || !own.has(row.writer)) yield row;
    },
  };
}
