// Everything a fresh clone lacks, in order: npm packages, the Electron runtime, system libraries.
import { installPackages } from './setup/packages.mjs';

/** Quick and silent where nothing is missing. Resolves to the Electron runtime in use. */
export async function setUp({ needsScreen = false } = {}) {
  installPackages();
  const { installRuntime } = await import('./setup/runtime.mjs');
  const { installSystemLibraries } = await import('./setup/systemLibraries.mjs');
  const runtime = installRuntime();
  await installSystemLibraries({ needsScreen });
  return runtime;
}
