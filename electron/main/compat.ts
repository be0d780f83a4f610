// Where Electron 25 (the offline development runtime) differs from 45 (what ships). Nowhere else asks for a version.
const major = Number(process.versions.electron.split('.')[0]);

/** Electron draws window controls over a hidden title bar on Linux from 33 on; before, the system's frame must stay. */
export const overlaysTitleBar = process.platform !== 'linux' || major >= 33;
