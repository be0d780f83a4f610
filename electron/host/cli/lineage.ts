// cairn lineage: where a version, run or model came from, and what came of it.
import { Option, type Command } from 'commander';
import type { LineageGraph, LineageNode, LineagePath } from '../../../shared/contract/lineage.js';
import { collect, printJson, printLine } from './output.js';
import { withSession } from './session.js';
import { parseMoment, parseWhole } from './values.js';

interface LineageOptions {
  readonly up?: boolean;
  readonly down?: boolean;
  readonly complete?: boolean;
  readonly alias: string[];
  readonly type: string[];
  readonly depth?: string;
  readonly to?: string;
  readonly since?: string;
  readonly until?: string;
  readonly run?: boolean;
  readonly model?: boolean;
}

const KIND_WORDS: Readonly<Record<LineageNode['kind'], string>> = { version: '', run: 'run', model: 'registered model', cluster: '' };

/** `model   mnist-cnn:v3  production, best  (not on this device)` */
function line(node: LineageNode): string {
  const aliases = [...node.aliases.filter((alias) => alias.kind === 'set').map((alias) => alias.name), ...node.links.flatMap((link) => [`${link.name}:${link.label}`, ...link.aliases.filter((alias) => alias.kind === 'set').map((alias) => `${link.name}:${alias.name}`)])];
  const state = node.deleted ? '  (deleted)' : !node.arrived ? '  (not arrived yet)' : !node.here ? '  (not on this device)' : '';
  const what = [node.type, KIND_WORDS[node.kind]].filter(Boolean).join(' ');
  return `${what.padEnd(18)} ${node.ref}${aliases.length > 0 ? `  ${aliases.join(', ')}` : ''}${state}`;
}

function printSide(title: string, nodes: readonly LineageNode[]): void {
  if (nodes.length === 0) return;
  printLine(`\n${title}`);
  for (const node of nodes) printLine(`${'  '.repeat(Math.min(node.depth, 20))}${line(node)}`);
}

function printGraph(graph: LineageGraph): void {
  const [start] = graph.nodes;
  if (start) printLine(line(start));
  const side = (which: LineageNode['side']): LineageNode[] => graph.nodes.filter((node) => node.side === which);
  printSide('Came from', side('up'));
  printSide('Led to', side('down'));
  printSide('Around it', side('around'));
  if (graph.nodes.length === 1) printLine('Nothing led here, and nothing came of it, that was recorded.');
  if (graph.truncated) printLine(`\nOnly the nearest ${graph.found} are listed.`);
}

function printPath({ direction, nodes }: LineagePath): void {
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (direction === null || !first || !last) {
    printLine('Nothing on record joins the two.');
    return;
  }
  const steps = `${nodes.length - 1} ${nodes.length === 2 ? 'step' : 'steps'}`;
  printLine(direction === 'around' ? `Neither led to the other; what they share joins them, in ${steps}:` : `${direction === 'down' ? first.ref : last.ref} led to ${direction === 'down' ? last.ref : first.ref}, in ${steps}:`);
  for (const node of nodes) printLine(line(node));
}

export function addLineageVerb(program: Command): void {
  program
    .command('lineage')
    .description('where a version came from, and what came of it')
    .argument('<ref>', 'a version: [[entity/]project/]name[:alias], or name@digest; with --run the key of a run, with --model a registered model')
    .addOption(new Option('--up', 'only what led here').conflicts('down'))
    .option('--down', 'only what came of it')
    .option('--complete', 'also what those share with others')
    .option('--alias <alias>', 'only versions that hold this alias (repeat for several)', collect, [])
    .option('--type <type>', 'only this type: model, dataset, a job type, or run (repeat for several)', collect, [])
    .option('--depth <n>', 'at most so many steps')
    .addOption(new Option('--to <ref>', 'only the shortest way to this version').conflicts(['up', 'down', 'complete', 'alias', 'type', 'depth', 'since', 'until']))
    .option('--since <time>', 'logged or started not before, e.g. 2026-01-31')
    .option('--until <time>', 'not after')
    .addOption(new Option('--run', 'start from a run').conflicts('model'))
    .option('--model', 'start from a registered model')
    .action(
      withSession(async ({ client, json }, ref: string, options: LineageOptions) => {
        const start = { ref, ...(options.run ? { kind: 'run' as const } : options.model ? { kind: 'model' as const } : {}) };
        if (options.to !== undefined) {
          const path = await client.lineage.path({ from: start, to: { ref: options.to } });
          if (json) printJson(path);
          else printPath(path);
          return;
        }
        const graph = await client.lineage.graph({
          ...start,
          direction: options.up ? 'up' : options.down ? 'down' : 'both',
          scope: options.complete ? 'complete' : 'direct',
          depth: options.depth === undefined ? null : parseWhole(options.depth, '--depth'),
          filter: { aliases: options.alias, types: options.type, ...(options.since ? { after: parseMoment(options.since) } : {}), ...(options.until ? { before: parseMoment(options.until) } : {}) },
          limit: 200_000,
        });
        if (json) printJson(graph);
        else printGraph(graph);
      }),
    );
}
