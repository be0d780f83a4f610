// What the preload offers the page besides its port to the engine. Every argument is parsed again in the main process.
import { z } from 'zod';
import { AppCommandId } from './appCommands.js';

/** Paths that a person dropped or chose, held by the main process; the page sees names and a handle. */
export const Grant = z.object({
  grant: z.string(),
  /** Base names, for showing. */
  names: z.array(z.string()),
});
export type Grant = z.infer<typeof Grant>;

/** channel -> argument schema. One-way answers travel as promises of `ipcRenderer.invoke`. */
export const NATIVE = {
  /** Paths from a drop; the preload reads them from the File objects, the page never sees them. */
  grantPaths: z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }),
  chooseSource: z.object({ kind: z.enum(['files', 'folder']) }),
  chooseTarget: z.object({ title: z.string().max(200) }),
  chooseFolder: z.object({ title: z.string().max(200) }),
  /** Shows a checked-out version in the system's file manager. `path` must lie under the data root or a granted target. */
  reveal: z.object({ path: z.string().min(1) }),
  startDrag: z.object({ paths: z.array(z.string().min(1)).min(1).max(1000) }),
  copyText: z.object({ text: z.string().max(20_000_000) }),
  setTheme: z.object({ theme: z.enum(['system', 'light', 'dark']) }),
  openLogs: z.object({}),
  requestPort: z.object({}),
  windowReady: z.object({}),
  /** A page of ours as PDF or PNG, drawn out of sight with the network off. */
  printPage: z.object({ html: z.string().max(24_000_000), as: z.enum(['pdf', 'png']) }),
  taskProgress: z.object({ fraction: z.number().min(-1).max(2) }),
} as const;
export type NativeChannel = keyof typeof NATIVE;

/** Messages from main to the page. */
export const NativeEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('command'), command: AppCommandId }),
  z.object({ event: z.literal('navigate'), path: z.string() }),
  /** The engine's process: `starting` (also after a crash), `ready` (a new port follows), `stopped` (it gave up; reason given). */
  z.object({ event: z.literal('engine'), state: z.enum(['starting', 'ready', 'stopped']), reason: z.string().nullable() }),
]);
export type NativeEvent = z.infer<typeof NativeEvent>;

export interface NativeInfo {
  readonly platform: 'mac' | 'win' | 'linux';
  readonly electron: string;
  readonly chrome: string;
  /** True on a runtime that must never be shipped; the window says so plainly. */
  readonly developmentRuntime: boolean;
}

/** A File object of the page, by what shared code may know of it: nothing here knows the DOM. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
}

/** `window.cairn`, as the preload exposes it. */
export interface NativeBridge {
  readonly info: NativeInfo;
  /** Turns dropped File objects into a grant. Empty when none of them has a path. */
  grantFiles(files: readonly PageFile[]): Promise<Grant | null>;
  chooseSource(kind: 'files' | 'folder'): Promise<Grant | null>;
  chooseTarget(title: string): Promise<Grant | null>;
  /** The path of a folder, to stand in a form as if it had been typed. It grants nothing. */
  chooseFolder(title: string): Promise<string | null>;
  reveal(path: string): Promise<void>;
  startDrag(paths: readonly string[]): Promise<void>;
  copyText(text: string): Promise<void>;
  setTheme(theme: 'system' | 'light' | 'dark'): Promise<void>;
  openLogs(): Promise<void>;
  /** Asks for a fresh port to the engine. It arrives as a window message `{type: 'cairn:port'}` with one transferred port. */
  requestPort(): Promise<void>;
  /** Says that the page hears events: what was asked of it until now arrives. */
  windowReady(): Promise<void>;
  /** One PDF, or a picture for each part of a page that is too high for one. */
  printPage(html: string, as: 'pdf' | 'png'): Promise<readonly Uint8Array[]>;
  taskProgress(fraction: number): Promise<void>;
  onEvent(listener: (event: NativeEvent) => void): () => void;
}
