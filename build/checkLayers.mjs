// Refuses imports against the order of the house (README, "How the code is laid out"), cycles, and calls outside the file that owns them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/paths.mjs';
import { filesUnder } from './lib/stamp.mjs';

const SHARED = ['shared/util/', 'shared/contract/', 'shared/panels/'];
const RULES = ['electron/engine/domain/', 'electron/engine/ports.ts', ...SHARED];
// history: Parquet parts of runs; tables: typed tables and their indexes; code: what a run was started from. Data beside the models, so no format of `formats`.
const ROOMS = ['store', 'cache', 'formats', 'importers', 'remotes', 'history', 'tables', 'code'].map((room) => `electron/engine/${room}/`);
const COMMANDS = ['electron/engine/commands/', 'electron/engine/sync/', ...ROOMS, ...RULES];
const HOST_BASICS = ['electron/host/control.ts', 'electron/host/dataRoot.ts', 'electron/host/logFile.ts'];
const VIEWS = ['renderer/features/', 'renderer/panels/'];
const PARTS = ['renderer/ui/', 'renderer/theme/'];

/** Part of the house -> what it may import besides itself. The longest match decides; a source file without one is refused. */
export const ALLOWED = {
  'shared/util/': [],
  'shared/contract/': ['shared/util/'],
  // What the panels of a report are made of. A room of its own, since the command line exports reports without a window.
  'shared/panels/': ['shared/util/', 'shared/contract/'],
  // For programs outside: nothing of ours imports it.
  'shared/client/': SHARED,
  'electron/engine/ports.ts': SHARED,
  'electron/engine/version.ts': ['package.json'],
  'electron/engine/domain/': RULES,
  ...Object.fromEntries(ROOMS.map((room) => [room, RULES])),
  // Tags and files of commits are read by the git that code is captured with, which executes nothing of a repository.
  'electron/engine/importers/': [...RULES, 'electron/engine/code/git.ts'],
  'electron/engine/sync/': [...ROOMS, ...RULES],
  'electron/engine/commands/': [...COMMANDS, 'electron/engine/version.ts'],
  'electron/engine/serve/': COMMANDS,
  'electron/engine/index.ts': ['electron/engine/', ...SHARED],
  'electron/host/': ['electron/engine/index.ts', 'electron/engine/ports.ts', 'electron/engine/version.ts', ...SHARED],
  ...Object.fromEntries(HOST_BASICS.map((file) => [file, SHARED])),
  'electron/main/': [...HOST_BASICS, ...SHARED],
  'electron/preload/': SHARED,
  'renderer/ui/': ['renderer/theme/', ...SHARED],
  'renderer/theme/': SHARED,
  'renderer/api/': [...PARTS, ...SHARED],
  'renderer/data/': [...PARTS, ...SHARED],
  'renderer/state/': ['renderer/api/', 'renderer/data/', ...PARTS, ...SHARED],
  ...Object.fromEntries(VIEWS.map((view) => [view, ['renderer/state/', 'renderer/api/', 'renderer/data/', ...PARTS, ...SHARED]])),
  // The page inside an exported report: the panels, without an engine behind them.
  'renderer/viewer/': ['renderer/panels/', ...PARTS, ...SHARED],
  'renderer/App.tsx': ['renderer/', ...SHARED],
  'renderer/main.tsx': ['renderer/', ...SHARED],
};

/** Folders that alone may import a package. */
const PACKAGE_OWNERS = { electron: ['electron/main/', 'electron/preload/'] };

/** Calls that belong to the files that own a channel: [pattern, owners, where it is looked for]. */
const CALLS = [
  [/\bipcMain\b/, ['electron/main/native.ts'], 'electron/'],
  [/\bipcRenderer\b/, ['electron/preload/index.ts'], 'electron/'],
  [/\.postMessage\(/, ['electron/main/engineProcess.ts', 'electron/preload/index.ts', 'electron/host/utility.ts', 'electron/engine/serve/', 'electron/engine/cache/'], ''],
  [/\bnew Date\(\s*\)/, [], 'electron/engine/'],
];

const IMPORT = /(?:^|[\s;])(import|export)\s+(type\s+)?([^'";]*?\bfrom\s*)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** The code without comments, so that prose is no import. Strings keep their text. */
const withoutComments = (text) => text.replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (_all, string) => string ?? ' ');

function importsOf(code) {
  return [...code.matchAll(IMPORT)].map(([, , typeWord, names, path, dynamic]) => {
    const braces = /^\{([\s\S]*)\}\s*from/.exec((names ?? '').trim());
    const allTypes = braces !== null && braces[1].split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    return { path: path ?? dynamic, typeOnly: Boolean(typeWord) || allTypes };
  });
}

function onDisk(root, from, path) {
  const base = resolve(dirname(join(root, from)), path);
  const found = [base, base.replace(/\.js$/, '.ts'), base.replace(/\.js$/, '.tsx'), `${base}.ts`].find((file) => existsSync(file));
  return relative(root, found ?? base).split(sep).join('/');
}

const inAny = (file, places) => places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
const partOf = (file) => Object.keys(ALLOWED).filter((part) => inAny(file, [part])).sort((a, b) => b.length - a.length)[0];

/** All violations under `root`, one sentence each. */
export function checkLayers(root = ROOT) {
  const problems = [];
  const edges = new Map();
  const files = ['shared', 'electron', 'renderer'].flatMap((folder) => filesUnder(join(root, folder))).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
  for (const path of files) {
    const file = relative(root, path).split(sep).join('/');
    const code = withoutComments(readFileSync(path, 'utf8'));
    const part = partOf(file);
    if (!part) problems.push(`${file}: has no place in the house (build/checkLayers.mjs names the parts)`);
    edges.set(file, []);
    for (const { path: target, typeOnly } of importsOf(code)) {
      if (!target.startsWith('.')) {
        const owners = PACKAGE_OWNERS[target.split('/')[0]];
        if (owners && !inAny(file, owners)) problems.push(`${file}: imports '${target}', which only ${owners.join(' and ')} may`);
        continue;
      }
      const imported = onDisk(root, file, target);
      if (!typeOnly) edges.get(file).push(imported);
      if (part && !inAny(imported, [part, ...ALLOWED[part]])) problems.push(`${file}: imports ${imported}, which ${part} may not`);
    }
    for (const [call, owners, where] of CALLS) {
      if (file.startsWith(where) && call.test(code) && !inAny(file, owners)) problems.push(`${file}: uses ${call.source}, which belongs to ${owners.join(', ') || 'the ports'}`);
    }
  }
  return [...problems, ...cycles(edges)];
}

function cycles(edges) {
  const found = [];
  const state = new Map();
  const visit = (file, trail) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = checkLayers();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
