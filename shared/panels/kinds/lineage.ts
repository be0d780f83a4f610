// Where a version came from, or what came of it, as a graph.
import { z } from 'zod';
import { Id } from '../../contract/primitives.js';
import { LineageDirection, LineageGraph } from '../../contract/lineage.js';
import { versionOf } from '../find.js';
import { Origin, originOf, panelKind, VersionOf } from '../types.js';
import { markdownTable, shortDigest } from '../words.js';

/** What a panel can show and a page can carry; larger graphs belong on their own page. */
const MOST_NODES = 200;
/** Siblings alike, more than this, are one. */
const FOLD = 8;

export const lineage = panelKind({
  kind: 'lineage',
  name: 'Lineage',
  about: 'What a version was made from, and what was made of it.',
  size: { w: 12, h: 9 },
  needs: 'version',
  /** `start`: any node, also a run or a registered model; else whichever version is meant. */
  settings: VersionOf.extend({ start: Id.optional(), direction: LineageDirection.default('both'), depth: z.number().int().min(1).max(100).optional() }),
  data: z.object({ of: Origin.nullable(), graph: LineageGraph }),
  async load(client, { start, direction, depth, ...which }, signal) {
    const found = start === undefined ? await versionOf(client, which, signal) : undefined;
    const graph = await client.lineage.graph({ ref: found?.id ?? start ?? '', direction, depth: depth ?? null, fold: FOLD, limit: MOST_NODES }, { signal });
    const node = graph.nodes.find(({ id }) => id === graph.start);
    const begun = node?.kind === 'version' && node.digest !== null ? { version: node.id, ref: node.ref, digest: node.digest } : null;
    return { of: found ? originOf(found) : begun, graph };
  },
  title: ({ of, graph }) => `Lineage of ${of?.ref ?? graph.nodes.find(({ id }) => id === graph.start)?.ref ?? 'something'}`,
  figures: ({ graph }) => graph.nodes.flatMap(({ kind, label, ref, digest }) => (kind === 'version' && digest !== null && label !== '' ? [{ key: ref, value: label, ref, digest }] : [])),
  markdown({ graph }) {
    const name = new Map(graph.nodes.map(({ id, ref }) => [id, ref]));
    const nodes = markdownTable(['What', 'Kind', 'Digest'], graph.nodes.map(({ ref, kind, type, digest }) => [ref, kind === 'version' ? type : kind, digest === null ? '' : shortDigest(digest)]));
    return `${nodes}\n\n${graph.edges.map(({ from, to, role }) => `- ${name.get(from) ?? from} → ${name.get(to) ?? to} (${role})`).join('\n')}`;
  },
});
