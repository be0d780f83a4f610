// npm start: sets up what is missing, builds what changed, opens the app.
import { spawn } from 'node:child_process';
import { ROOT } from './lib/paths.mjs';
import { Plain, run, say } from './lib/say.mjs';
import { setUp } from './setup.mjs';

/** Arguments for Electron before the app's own. Chromium's sandbox refuses to run as root. */
export function electronArguments() {
  return process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
}

await run(async () => {
  const runtime = await setUp();
  const { buildAll } = await import('./build.mjs');
  await buildAll();
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Plain('Everything is built, but there is no screen to open a window on (DISPLAY is not set).\nRun this in a desktop session, or on a virtual screen: xvfb-run -a npm start. The command line works without one: npm run -s cairn -- --help');
  }
  const flags = electronArguments();
  if (flags.length > 0) say('Running as root: Chromium starts without its sandbox (--no-sandbox). Use an ordinary account for real work.');
  const app = spawn(runtime.path, [...flags, ROOT, ...process.argv.slice(2).filter((arg) => arg !== '--yes')], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.kill(signal));
  process.exitCode = await new Promise((done) => app.once('exit', (code) => done(code ?? 1)));
});
