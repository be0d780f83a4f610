// The page inside an exported report: script, styles and fonts in one HTML file that needs nothing else, and may do nothing else.
import react from '@vitejs/plugin-react';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT, ROOT } from './lib/paths.mjs';

/** Where the window and the command line find it. */
export const VIEWER_FILE = join(OUT, 'renderer', 'viewer', 'report.html');

/** Nothing in a script may look like the end of it, or like another one's beginning. */
const inScript = (text) => text.replace(/<\/(script)/gi, '<\\/$1').replace(/<(script)/gi, '\\x3c$1');

/** Only this script runs; nothing is fetched, framed or sent. */
function policy(script) {
  const hash = createHash('sha256').update(script).digest('base64');
  return ["default-src 'none'", `script-src 'sha256-${hash}'`, "style-src 'unsafe-inline'", 'img-src data:', 'font-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');
}

export async function buildViewer() {
  const { build } = await import('vite');
  const made = await build({
    root: join(ROOT, 'renderer'),
    configFile: false,
    logLevel: 'warn',
    cacheDir: join(ROOT, '.cache', 'vite-viewer'),
    plugins: [react()],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'chrome114',
      cssTarget: 'chrome114',
      cssCodeSplit: false,
      assetsInlineLimit: 10_000_000,
      reportCompressedSize: false,
      lib: { entry: join(ROOT, 'renderer', 'viewer', 'main.tsx'), formats: ['iife'], name: 'cairnReport', cssFileName: 'report' },
    },
  });
  const files = (Array.isArray(made) ? made : [made]).flatMap(({ output }) => output);
  const code = files.find((file) => file.type === 'chunk' && file.isEntry)?.code;
  const styles = files.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css')).map(({ source }) => String(source)).join('\n');
  const others = files.filter((file) => file.type === 'asset' && !file.fileName.endsWith('.css')).map(({ fileName }) => fileName);
  if (code === undefined || others.length > 0) throw new Error(`The page for exported reports is not one script: ${others.join(', ') || 'no entry'}`);
  const script = inScript(code);
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Cairn">
<title><!--cairn:title--></title>
<style>${styles}</style>
</head>
<body>
<div id="root"></div>
<noscript>This report draws itself: allow scripts in this file to read it.</noscript>
<!--cairn:data-->
<script>${script}</script>
</body>
</html>
`;
  mkdirSync(join(VIEWER_FILE, '..'), { recursive: true });
  writeFileSync(VIEWER_FILE, page);
}
