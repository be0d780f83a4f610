// cairn export, and cairn import of what it wrote: versions with their bytes and history in one file.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { BundleFound, BundleOf, Exported } from '../../../shared/contract/bundles.js';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { versionCount } from '../../../shared/util/versionCount.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, progressLine, when } from './output.js';
import { withSession } from './session.js';

/** Files of this name are bundles. */
export const isBundle = (path: string): boolean => path.toLowerCase().endsWith('.cairn');

/** A name with a version, alias or digest is one version; a name alone is the whole collection or model. */
function meantBy(what: string | undefined, all: boolean): BundleOf {
  if (all) return { all: true };
  if (what === undefined) throw new CairnError('invalid_input', 'Say what to export: a reference, the name of a collection or model, or --all.', {});
  return /[:@]/.test(what.replace(/^[^/]*::/, '')) ? { ref: what } : { collection: what };
}

const LEFT_OUT: Readonly<Record<Exported['missing'][number], string>> = { code: 'code of runs', facts: 'what is inside some files', history: 'parts of metric histories' };

export function addExportVerb(program: Command): void {
  program
    .command('export')
    .description('write versions with their bytes, runs, aliases and history to one file that "cairn import" takes anywhere')
    .argument('<what...>', 'a version (name:v3), a collection or model (name), then the file; with --all the file alone')
    .option('--all', 'everything in the registry')
    .addHelpText('after', '\nExamples:\n  cairn export "Digit Reader:production" reader.cairn\n  cairn export mnist-cnn cnn.cairn\n  cairn export --all registry.cairn')
    .action(
      withSession(async ({ client, json, signal }, words: string[], options: { all?: boolean }) => {
        const file = words[words.length - 1];
        const what = words.length === 2 ? words[0] : undefined;
        if (file === undefined || words.length > 2 || (what === undefined) !== (options.all === true)) throw new CairnError('invalid_input', 'Write "cairn export WHAT FILE.cairn", or "cairn export --all FILE.cairn".', {});
        const progress = progressLine();
        for await (const event of await client.bundles.export({ of: meantBy(what, options.all ?? false), target: { paths: [resolve(file)] } }, { signal })) {
          if (event.event === 'progress') progress.show(event.progress);
          if (event.event !== 'exported') continue;
          progress.end();
          const { exported } = event;
          if (json) printJson(exported);
          else {
            printLine(`${exported.of}: ${versionCount(exported.versions)} in ${exported.path}, ${formatBytes(exported.bytes)}.`);
            if (exported.missing.length > 0) printLine(`  left out, as it is neither here nor to be had from a remote: ${exported.missing.map((each) => LEFT_OUT[each]).join('; ')}`);
          }
        }
        return EXIT.ok;
      }),
    );
}

function printFound(found: BundleFound): void {
  printLine(`${found.of}, exported by ${found.actor.name} on ${found.device} (${found.fingerprint}), ${when(found.at)}`);
  for (const collection of found.collections) printLine(`  ${collection}`);
}

/** The part of "cairn import" that takes a bundle. */
export async function takeBundle(client: EngineClient, path: string, options: { readonly dryRun: boolean; readonly json: boolean; readonly signal: AbortSignal }): Promise<number> {
  const source = { paths: [resolve(path)] };
  const { json, signal } = options;
  if (options.dryRun) {
    const found = await client.bundles.preview({ source }, { signal });
    if (json) printJson(found);
    else {
      printFound(found);
      printLine(`${versionCount(found.versions)}, ${found.known} of them here already; ${formatBytes(found.newBytes)} would come into ${found.into}. Nothing was written.`);
    }
    return EXIT.ok;
  }
  const progress = progressLine();
  for await (const event of await client.bundles.import({ source }, { signal })) {
    if (event.event === 'progress') progress.show(event.progress);
    if (event.event !== 'imported') continue;
    progress.end();
    const { imported } = event;
    if (json) printJson(imported);
    else {
      printFound(imported);
      printLine(imported.ops === 0 ? 'All of it was here already.' : `${versionCount(imported.versions - imported.known)} and ${formatBytes(imported.newBytes)} came into ${imported.into}.`);
    }
  }
  return EXIT.ok;
}
