// The console and the machine's readings of a run that goes on: lines on this device, by their numbers. When the run ends they
// become files of it.
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineContext } from '../../commands/context.js';
import type { Wandb } from './context.js';

export type SideName = 'console' | 'events';
export const SIDE_FILES: Readonly<Record<SideName, string>> = { console: 'output.log', events: 'wandb-events.jsonl' };

const folderOf = ({ dataRoot }: EngineContext, run: string): string => join(dataRoot, 'runs', run);
const fileOf = (engine: EngineContext, run: string, name: SideName): string => join(folderOf(engine, run), `${name}.jsonl`);

/** Adds lines from a number on; a line that comes again replaces what it was. */
export function addLines(engine: EngineContext, run: string, name: SideName, offset: number, lines: readonly string[]): void {
  if (lines.length === 0) return;
  mkdirSync(folderOf(engine, run), { recursive: true });
  appendFileSync(fileOf(engine, run, name), lines.map((line, index) => `${JSON.stringify([offset + index, line])}\n`).join(''));
}

/** Lines by number, the last word on each; gaps are empty. */
export function linesIn(engine: EngineContext, run: string, name: SideName): string[] {
  let text: string;
  try {
    text = readFileSync(fileOf(engine, run, name), 'utf8');
  } catch {
    return []; // none came, or the run has ended and they are a file of it
  }
  const lines: string[] = [];
  for (const each of text.split('\n')) {
    if (each === '') continue;
    try {
      const [number, line] = JSON.parse(each) as [number, string];
      while (lines.length < number) lines.push('');
      lines[number] = line;
    } catch {
      // Cut short by a crash: the client sends it again.
    }
  }
  return lines;
}

export function dropSide(engine: EngineContext, run: string): void {
  rmSync(folderOf(engine, run), { recursive: true, force: true });
}

async function storedLines({ engine, files }: Wandb, run: string, name: SideName): Promise<string[]> {
  const file = files.list(run).find(({ path }) => path === SIDE_FILES[name]);
  if (!file || engine.cache.has([file.digest])[0] !== true) return [];
  return Buffer.from(await engine.cache.read(file.digest)).toString('utf8').split('\n').filter((line) => line !== '');
}

/** Machine readings, each a JSON line. */
export async function eventsOf(wandb: Wandb, run: string): Promise<string[]> {
  const live = linesIn(wandb.engine, run, 'events');
  return live.length > 0 ? live : storedLines(wandb, run, 'events');
}

export interface ConsoleLine {
  readonly line: string;
  readonly level: string | null;
  readonly timestamp: string | null;
  readonly label: string | null;
}

/** A line as the client sends it: a JSON object, or text with a level and a time before it. */
export function parseConsole(text: string): ConsoleLine {
  if (text.startsWith('{')) {
    try {
      const { content, ts, level, label } = JSON.parse(text) as { content?: unknown; ts?: unknown; level?: unknown; label?: unknown };
      if (typeof content === 'string') return { line: content, level: typeof level === 'string' ? level : null, timestamp: typeof ts === 'string' ? ts : null, label: typeof label === 'string' ? label : null };
    } catch {
      // Text that begins with a brace.
    }
  }
  const match = /^(ERROR )?(\d{4}-\d\d-\d\dT[\d:.]+)Z? (.*)$/s.exec(text);
  return match ? { line: match[3] ?? '', level: match[1] ? 'error' : null, timestamp: match[2] ?? null, label: null } : { line: text, level: null, timestamp: null, label: null };
}

/** What the run printed. */
export async function consoleOf(wandb: Wandb, run: string): Promise<ConsoleLine[]> {
  const live = linesIn(wandb.engine, run, 'console');
  return (live.length > 0 ? live : await storedLines(wandb, run, 'console')).map(parseConsole);
}
