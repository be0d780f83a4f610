// A page of ours as PDF or PNG: drawn in a window that is never shown, without a network, a preload or a past.
import { BrowserWindow, session } from 'electron';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CairnError } from '../../shared/contract/errors.js';
import { pageCuts, type Block } from '../../shared/util/pageCuts.js';
import { denyPermissions } from './security.js';

/** A4 without its margins at 96 dots an inch, so that charts are as wide as the paper. */
const PAPER_WIDTH = 718;
const MARGIN_INCHES = 0.4;
const SCREEN_WIDTH = 1200;
/** What one picture can hold; a page that is higher becomes several. */
const MOST_HEIGHT = 16_000;
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

async function drawn(window: BrowserWindow): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if ((await window.webContents.executeJavaScript("document.documentElement.dataset.drawn === 'true'")) === true) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new CairnError('internal', `Drawing the report failed: it was not ready after ${PATIENCE_MS / 1000} seconds.`);
}

/** Runs in the page: how high it is, and where its panels are. */
const MEASURE = `({
  height: Math.ceil(document.documentElement.scrollHeight),
  blocks: [...document.querySelectorAll('section')].map((panel) => panel.getBoundingClientRect()).map(({ top, bottom }) => ({ top: Math.floor(top + scrollY), bottom: Math.ceil(bottom + scrollY) })),
})`;

async function pictures(window: BrowserWindow): Promise<Uint8Array[]> {
  const { debugger: tools } = window.webContents;
  const { height, blocks } = (await window.webContents.executeJavaScript(MEASURE)) as { height: number; blocks: Block[] };
  tools.attach('1.3');
  await tools.sendCommand('Emulation.setDeviceMetricsOverride', { width: SCREEN_WIDTH, height: Math.min(MOST_HEIGHT, height), deviceScaleFactor: 1, mobile: false });
  const made: Uint8Array[] = [];
  for (const { top, bottom } of pageCuts(height, blocks, MOST_HEIGHT)) {
    const clip = { x: 0, y: top, width: SCREEN_WIDTH, height: bottom - top, scale: 1 };
    const { data } = (await tools.sendCommand('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip })) as { data: string };
    made.push(Buffer.from(data, 'base64'));
  }
  return made;
}

/** One PDF, or as many pictures as the page needs, from the top. @throws CairnError internal when the page does not get ready */
export async function printPage(html: string, as: 'pdf' | 'png'): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-print-'));
  const file = join(folder, 'report.html');
  // In memory: the partition's name does not begin with `persist:`.
  const apart = session.fromPartition(`print-${folder}`);
  denyPermissions(apart);
  const own = pathToFileURL(file).href;
  apart.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith('data:') && url.split('#')[0] !== own }));
  const window = new BrowserWindow({ show: false, width: as === 'pdf' ? PAPER_WIDTH : SCREEN_WIDTH, height: 900, useContentSize: true, webPreferences: { session: apart, sandbox: true, contextIsolation: true, nodeIntegration: false, backgroundThrottling: false } });
  try {
    await writeFile(file, html);
    await window.loadFile(file, { hash: as });
    await drawn(window);
    if (as === 'png') return await pictures(window);
    const margin = MARGIN_INCHES;
    return [await window.webContents.printToPDF({ printBackground: true, pageSize: 'A4', margins: { top: margin, bottom: margin, left: margin, right: margin } })];
  } finally {
    window.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}
