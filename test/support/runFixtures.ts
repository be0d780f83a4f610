// Training logs that the real tools wrote, kept in test/fixtures; CAIRN_RUN_FIXTURES names a folder where they were written anew.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { filesUnder } from './filesUnder.js';
import { tempFolder } from './tempFolder.js';

export const RUN_FIXTURES = process.env['CAIRN_RUN_FIXTURES'] ?? join(__dirname, '../fixtures');

/** A copy of what a tool wrote, databases unpacked, `.git` under its name. */
export function copyOfRuns(tool: string): string {
  const folder = join(tempFolder(), tool);
  cpSync(join(RUN_FIXTURES, 'runs', tool), folder, { recursive: true });
  for (const name of filesUnder(folder).filter((one) => one.endsWith('.gz'))) {
    writeFileSync(join(folder, name.slice(0, -3)), gunzipSync(readFileSync(join(folder, name))));
    rmSync(join(folder, name));
  }
  if (existsSync(join(folder, 'dot-git'))) {
    renameSync(join(folder, 'dot-git'), join(folder, '.git'));
    // A repository without it is none to git, and an empty folder is nothing that git would have kept here.
    mkdirSync(join(folder, '.git', 'refs'), { recursive: true });
  }
  return folder;
}
