// Archives of strangers: lengths that lie.
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tarEntries, tarEntry, TAR_END } from '../../../electron/engine/commands/bundle/tar.js';
import { tempFolder } from '../../support/tempFolder.js';

/** An archive of one empty file whose header says this length, with a checksum that fits. */
async function lying(length: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of tarEntry('cairn.json', 0, new Uint8Array(0))) pieces.push(piece);
  const header = Buffer.from(pieces[0] ?? []);
  header.write(length.padEnd(12, '\0'), 124, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const path = join(tempFolder(), 'evil.cairn');
  writeFileSync(path, Buffer.concat([header, TAR_END]));
  return path;
}

it.each(['-1000', '-1', '77777777777', 'nothing'])('an archive with a file of length %s is refused at once', async (length) => {
  const path = await lying(length);
  const file = await open(path, 'r');
  try {
    await expect(tarEntries(file, path, 1000)).rejects.toMatchObject({ code: 'corrupt', message: expect.not.stringContaining('more than 1000') as string });
  } finally {
    await file.close();
  }
});
