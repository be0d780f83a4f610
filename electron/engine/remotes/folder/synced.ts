// Whether a folder is one that a program copies between computers: by the marks such programs leave, and the names they use.
import { access } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/** File or folder that lies at the top of such a folder -> program. */
const MARKS: readonly (readonly [string, string])[] = [
  ['.stfolder', 'Syncthing'],
  ['.dropbox', 'Dropbox'],
  ['.dropbox.cache', 'Dropbox'],
  ['.owncloudsync.log', 'ownCloud'],
  ['.nextcloudsync.log', 'Nextcloud'],
  ['.tmp.drivedownload', 'Google Drive'],
  ['.SynologyWorkingDirectory', 'Synology Drive'],
  ['.849C9593-D756-4E56-8D6E-42412F2A707B', 'OneDrive'],
];

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^dropbox( \(.*\))?$/i, 'Dropbox'],
  [/^onedrive( - .*)?$/i, 'OneDrive'],
  [/^google ?drive$/i, 'Google Drive'],
  [/^nextcloud$/i, 'Nextcloud'],
  [/^(com~apple~clouddocs|icloud ?drive|mobile documents)$/i, 'iCloud Drive'],
];

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The program that copies the folder, or undefined where no sign of one is seen. */
export async function syncedBy(folder: string): Promise<string | undefined> {
  const named = folder.split(sep).flatMap((part) => NAMES.filter(([pattern]) => pattern.test(part)).map(([, program]) => program))[0];
  if (named) return named;
  for (let at = folder; ; at = dirname(at)) {
    for (const [mark, program] of MARKS) if (await exists(join(at, mark))) return program;
    if (dirname(at) === at) return undefined;
  }
}
