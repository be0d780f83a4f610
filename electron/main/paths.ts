// Files of the application and of the data root, as the main process uses them.
import { join } from 'node:path';
import { chooseDataRoot } from '../host/dataRoot.js';

/** Set once at start; --home and CAIRN_HOME never change under a running window. */
export const dataRoot = chooseDataRoot(process.argv.slice(1), process.env);

/** Chromium's own files (replica, caches, window state): two data roots are two windows. */
export const windowData = join(dataRoot, 'window');
export const logFolder = join(dataRoot, 'logs');

export const bundled = {
  preload: join(__dirname, 'preload.cjs'),
  engine: join(__dirname, 'utilityLoad.cjs'),
  page: join(__dirname, '..', 'renderer'),
  icon: join(__dirname, '..', 'resources', 'icon.png'),
  dragIcon: join(__dirname, '..', 'resources', 'drag.png'),
} as const;
