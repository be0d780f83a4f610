// cairn inspect, verify: what a file says, and whether everything is as it was written.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import type { Inspection } from '../../../shared/contract/ingest.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { safetyLines } from './safetyLines.js';
import { withSession } from './session.js';
import { verifySignatures } from './signatures.js';

/** Layers shown on a terminal; --json has up to 500. */
const MAX_LAYERS = 40;

function portLine({ name, dtype, shape }: Inspection['inputs'][number]): string {
  return `${name}: ${dtype} [${shape.join(', ')}]`;
}

function describeFacts(facts: Inspection): string[] {
  const { layers, layerCount } = facts;
  return [
    ...safetyLines(facts.safety),
    ...(facts.frameworkVersion === null ? [] : [`written by: ${facts.frameworkVersion}`]),
    ...(facts.architecture === null ? [] : [`architecture: ${facts.architecture}`]),
    ...facts.inputs.map((port) => `input ${portLine(port)}`),
    ...facts.outputs.map((port) => `output ${portLine(port)}`),
    ...(layerCount === 0 ? [] : [`layers: ${layerCount}`]),
    ...layers.slice(0, MAX_LAYERS).map(({ name, kind, detail, parameters }) => `  ${[name, kind, detail, parameters ? parameters.toLocaleString('en-US') : ''].filter(Boolean).join('  ')}`),
    ...(layerCount > MAX_LAYERS ? [`  and ${layerCount - MAX_LAYERS} more`] : []),
  ];
}

function addInspect(program: Command): void {
  program
    .command('inspect')
    .description("what a model file's header says; nothing is loaded or executed")
    .argument('<file>')
    .action(
      withSession(async ({ client, json }, file: string) => {
        const facts = await client.ingest.inspect({ source: { paths: [resolve(file)] } });
        if (json) return printJson(facts);
        printLine(`${facts.format ?? 'unknown format'}${facts.framework ? `, ${facts.framework}` : ''}, ${formatBytes(facts.bytes)}, ${facts.tensors.length} tensors, ${facts.parameters === null ? 'parameters not recorded' : `${facts.parameters.toLocaleString('en-US')} parameters`}`);
        for (const line of describeFacts(facts)) printLine(line);
        if (facts.problem) printLine(`problem: ${facts.problem}`);
        for (const [key, value] of Object.entries(facts.metadata)) printLine(`${key}: ${value}`);
        if (facts.tensors.length > 0) {
          printLine();
          printTable(['tensor', 'type', 'shape', 'size'], facts.tensors.map((tensor) => [tensor.name, tensor.dtype, tensor.shape.join(' × '), formatBytes(tensor.bytes)]), new Set([3]));
        }
      }),
    );
}

/** Both sides; exit 0 also when something was found and healed. */
async function verifyBoth(client: EngineClient, { ref, deep, json, signal }: { ref: string | undefined; deep: boolean; json: boolean; signal: AbortSignal }): Promise<number> {
  const progress = progressLine();
  for await (const event of await client.storage.verify({ remote: true, deep, ...(ref ? { ref } : {}) }, { signal })) {
    if (event.event === 'progress') {
      progress.show(event.progress);
      continue;
    }
    progress.end();
    const { event: _, ...result } = event;
    if (json) printJson(result);
    else {
      printLine(`${result.checked} blobs and chunks, ${formatBytes(result.bytes)}`);
      for (const finding of result.findings) printLine(`${finding.healed ? 'healed' : finding.problem}: ${finding.message}`);
      if (result.findings.length === 0) printLine('Everything is here and there as it was written.');
    }
    return result.findings.every(({ healed }) => healed) ? EXIT.ok : EXIT.error;
  }
  return EXIT.error;
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('re-read the history and every kept byte, and name what is not as it was written')
    .argument('[ref]', 'only this version')
    .option('--quick', 'the history only, not the bytes')
    .option('--remote', 'look also whether the remote holds everything that is named, and heal what can be healed on either side')
    .option('--deep', 'with --remote: read every chunk and pack there')
    .option('--signature', 'of a version: read its files, and say whether its signatures hold')
    .option('--key <file>', 'with --signature: the public key (PEM) that it has to be by')
    .action(
      withSession(async ({ client, json, signal }, ref: string | undefined, options: { quick?: boolean; remote?: boolean; deep?: boolean; signature?: boolean; key?: string }) => {
        if (options.signature) {
          if (ref === undefined) throw new CairnError('invalid_input', 'Say of which version the signature is to be verified: cairn verify <ref> --signature.');
          return verifySignatures(client, { ref, key: options.key, json, signal });
        }
        if (options.remote) return verifyBoth(client, { ref, deep: options.deep ?? false, json, signal });
        const progress = progressLine();
        const events = await client.system.verify({ quick: options.quick ?? false, ...(ref ? { ref } : {}) }, { signal });
        for await (const event of events) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          if (json) {
            const { event: _, ...result } = event;
            printJson(result);
          } else {
            printLine(`${event.ops} operations, ${event.blobs} blobs, ${formatBytes(event.bytes)} read; state ${event.stateHash}`);
            for (const finding of event.findings) printLine(`${finding.kind} ${finding.id}: ${finding.problem}${finding.affects.length > 0 ? ` (affects ${finding.affects.join(', ')})` : ''}`);
            if (event.findings.some(({ kind }) => kind === 'blob')) printLine('What a remote has comes back with: cairn verify --remote. Else log the same files again.');
            if (event.findings.length === 0) printLine('Everything is as it was written.');
          }
          return event.findings.length === 0 ? EXIT.ok : EXIT.error;
        }
        return EXIT.error;
      }),
    );
}

export function addCheckVerbs(program: Command): void {
  addInspect(program);
  addVerify(program);
}
