// cairn import: takes in what other tools recorded, or says what would come in.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { EXIT } from '../../../shared/contract/errors.js';
import type { ImportDone, ImportPreview, ImportProblem } from '../../../shared/contract/imports.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { isBundle, takeBundle } from './bundles.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { withSession } from './session.js';

const COUNT = new Intl.NumberFormat('en-US');

function printProblems(problems: readonly ImportProblem[]): void {
  for (const { path, message } of problems) printLine(`left out: ${path}: ${message}`);
}

function printPreview({ runs, models, problems, files }: ImportPreview): void {
  printLine(`${COUNT.format(files)} files looked at, ${COUNT.format(runs.length)} runs found. Nothing was written.`);
  if (runs.length > 0) {
    printTable(
      ['run', 'from', 'project', 'rows', 'series', 'versions', ''],
      runs.map((run) => [run.name, run.importer, run.project, COUNT.format(run.rows), COUNT.format(run.series.length), run.artifacts.length === 0 ? '' : `${run.artifacts.length}, ${formatBytes(run.artifacts.reduce((sum, { bytes }) => sum + bytes, 0))}`, run.known ? 'here already' : '']),
      new Set([3, 4]),
    );
  }
  for (const { name, versions, aliases } of models) printLine(`registered model ${name}: ${versions} versions${aliases.length > 0 ? `, ${aliases.join(', ')}` : ''}`);
  printProblems(problems);
}

function printDone({ runs, rows, versions, links, known, problems }: ImportDone): void {
  printLine(`${COUNT.format(runs)} runs, ${COUNT.format(rows)} rows, ${COUNT.format(versions)} versions and ${COUNT.format(links)} links came in${known > 0 ? `; ${COUNT.format(known)} runs were here already` : ''}.`);
  printProblems(problems);
}

export function addImportVerb(program: Command): void {
  program
    .command('import')
    .description('take in runs, series, versions and models that other tools recorded; again adds nothing')
    .argument('<path...>', 'folders or files of TensorBoard, Lightning, Hugging Face Trainer, Keras CSV, W&B, MLflow, DVC and GTO, JSON, YAML or CSV beside a model; or a .cairn file that "cairn export" wrote')
    .option('--dry-run', 'say what would come in, and write nothing')
    .option('--project <project>', 'project for runs whose tool knows none')
    .option('--skip <key>', 'key of a run to leave out (repeat for several)', (value: string, all: string[]) => [...all, value], [])
    .action(
      withSession(async ({ client, json, signal }, paths: string[], options: { dryRun?: boolean; project?: string; skip: string[] }) => {
        const [only] = paths;
        if (paths.length === 1 && only !== undefined && isBundle(only)) return takeBundle(client, only, { dryRun: options.dryRun ?? false, json, signal });
        const input = { source: { paths: paths.map((path) => resolve(path)) }, skip: options.skip, ...(options.project ? { project: options.project } : {}) };
        if (options.dryRun) {
          const preview = await client.imports.preview(input, { signal });
          if (json) return printJson(preview);
          return printPreview(preview);
        }
        const progress = progressLine();
        for await (const event of await client.imports.run(input, { signal })) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          const { event: _, ...done } = event;
          if (json) printJson(done);
          else printDone(done);
          return EXIT.ok;
        }
        return EXIT.error;
      }),
    );
}
