// Pictures of an evaluation side by side, each with what its row says of it; or the picture files of a version.
import { z } from 'zod';
import { CairnError } from '../../contract/errors.js';
import { mediaPath } from '../../util/mediaPath.js';
import { versionOf } from '../find.js';
import { tableOf } from '../tables.js';
import { Origin, originOf, panelKind, VersionOf, type PanelClient, type Signal } from '../types.js';
import { figureText, shortDigest } from '../words.js';

const PICTURE = /\.(png|jpe?g|gif|webp|bmp)$/i;
const MOST_WORDS = 3;

interface Shown {
  readonly of: Origin;
  readonly items: { path: string; words: string }[];
  readonly total: number;
}

/** @throws not_found when the version has no picture file either */
async function files(client: PanelClient, which: VersionOf, limit: number, signal: Signal): Promise<Shown> {
  const found = await versionOf(client, which, signal);
  const { rows } = await client.versions.files({ version: found.id, limit: 1000 }, { signal });
  const pictures = rows.filter(({ path, here }) => here && PICTURE.test(path));
  if (pictures.length === 0) throw new CairnError('not_found', `${found.ref} has no pictures: no table with images, and no image file that is on this device.`);
  return { of: originOf(found), items: pictures.slice(0, limit).map(({ path }) => ({ path, words: '' })), total: pictures.length };
}

export const images = panelKind({
  kind: 'images',
  name: 'Image grid',
  about: 'Pictures of a version or of its evaluation.',
  size: { w: 6, h: 8 },
  needs: 'version',
  settings: VersionOf.extend({ path: z.string().max(4096).optional(), limit: z.number().int().min(1).max(60).default(24) }),
  data: z.object({ of: Origin, items: z.array(z.object({ path: z.string(), words: z.string() })), total: z.number().int() }),
  async load(client, { path, limit, ...which }, signal): Promise<Shown> {
    const found = await tableOf(client, which, path, signal).catch((error: unknown) => {
      if (error instanceof CairnError && error.code === 'not_found') return undefined;
      throw error;
    });
    const column = found?.info.columns.find(({ type }) => type === 'image');
    if (!found || !column) return files(client, which, limit, signal);
    const said = found.info.columns.filter(({ type }) => type !== 'image' && type !== 'audio' && type !== 'html' && type !== 'json').slice(0, MOST_WORDS);
    const page = await client.tables.page({ version: found.info.version, path: found.info.path, limit, columns: [column.name, ...said.map(({ name }) => name)] }, { signal });
    const words = (cell: unknown): string => (typeof cell === 'object' && cell !== null && 'label' in cell && typeof cell.label === 'string' ? cell.label : typeof cell === 'object' ? '' : figureText(cell as string | number | boolean));
    return { of: found.of, items: page.rows.flatMap(({ cells: [picture, ...rest] }) => (mediaPath(picture) ? [{ path: mediaPath(picture)?.path ?? '', words: rest.map(words).filter(Boolean).join(' · ') }] : [])), total: page.total };
  },
  title: ({ of }) => `Images of ${of.ref}`,
  figures: () => [],
  media: ({ of, items }) => items.map(({ path }) => ({ version: of.version, path })),
  markdown: ({ of, items, total }) => `${items.length} of ${total} images of ${of.ref} (${shortDigest(of.digest)}):\n\n${items.map(({ path, words }) => `- ${path}${words ? `: ${words}` : ''}`).join('\n')}`,
});
