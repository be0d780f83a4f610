// Whether something outside may take over the window by a debugger. Asked before anything else starts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What opens Chromium's debugging protocol; Node's own --inspect is off by a fuse of the package. */
const SWITCHES = ['remote-debugging-port', 'remote-debugging-pipe'] as const;

export interface Start {
  readonly packaged: boolean;
  /** Folder or archive that holds the app's package.json. */
  readonly appPath: string;
  readonly hasSwitch: (name: string) => boolean;
}

/** True for a package built for trying out. Written into its package.json by build/dist; no release has it. */
function isDevelopmentPackage(appPath: string): boolean {
  const { cairnDevelopmentPackage } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as { cairnDevelopmentPackage?: unknown };
  return cairnDevelopmentPackage === true;
}

/** The switch for which this start must be refused, or undefined. A release refuses them; a run from source and a development package do not. */
export function refusedSwitch({ packaged, appPath, hasSwitch }: Start): string | undefined {
  const asked = SWITCHES.find(hasSwitch);
  return asked && packaged && !isDevelopmentPackage(appPath) ? asked : undefined;
}
