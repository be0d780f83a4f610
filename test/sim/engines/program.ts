// Plays seeds in a process of its own: `program FIRST COUNT`. Says the first that fails, and exits with 1.
import { playEngines } from './play.js';

async function main(): Promise<void> {
  const [first = 1, count = 1] = process.argv.slice(2).map(Number);
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      await playEngines(seed);
    } catch (error) {
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
      return;
    }
  }
}

void main();
