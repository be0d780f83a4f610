// npm run dev: the page by Vite with hot reload, electron/ bundled on each change and the app started anew.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './lib/paths.mjs';
import { run, say } from './lib/say.mjs';
import { setUp } from './setup.mjs';

/** Changes come in bursts: editors write several files. */
const QUIET_MS = 150;
const PORT = 5273;

await run(async () => {
  const runtime = await setUp();
  const { buildAll } = await import('./build.mjs');
  await buildAll();
  const { createServer } = await import('vite');
  const { watch } = await import('rolldown');
  const { default: config } = await import('./vite.config.mjs');
  const { bundleOptions, ENTRIES } = await import('./bundles.mjs');

  // The app fetches the page through its own scheme; only the socket for hot reload goes to the server itself.
  const server = await createServer({ ...config, server: { host: '127.0.0.1', port: PORT, strictPort: true, hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: PORT } } });
  await server.listen();
  const address = server.resolvedUrls.local[0];
  say(`Page served by Vite at ${address}`);

  let app;
  let timer;
  let stopping = false;
  /** The old app must be gone first: it holds the lock of its data root. */
  async function restart() {
    if (app && app.exitCode === null) {
      app.removeAllListeners('exit');
      app.kill();
      await once(app, 'exit');
    }
    const flags = process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
    app = spawn(runtime.path, [...flags, ROOT, ...process.argv.slice(2).filter((arg) => arg !== '--yes')], { stdio: 'inherit', env: { ...process.env, CAIRN_DEV_SERVER: address } });
    app.once('exit', stop);
  }
  const watcher = watch(Object.keys(ENTRIES).map((name) => bundleOptions(name)));
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') say(`Bundling failed: ${event.error.message}`);
    if (event.code === 'BUNDLE_END') void event.result.close();
    if (event.code !== 'END') return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), QUIET_MS);
  });
  async function stop() {
    if (stopping) return;
    stopping = true;
    clearTimeout(timer);
    app?.kill();
    await watcher.close();
    await server.close();
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
});
