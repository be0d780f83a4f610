// `mlflow.db`, MLflow's store in SQLite: opened to be read only, table by table, in pages.
import Database from 'libsql';
import { artifactFolders, artifactOf, artifactsIn, loggedArtifact, plainTags, type ArtifactFolder } from './mlflowArtifacts.js';
import { importedRun, rowsOfPoints, stageAlias } from './mlflowRun.js';
import type { FolderView, ImportArtifact, ImportFile, Importer, ImportModel, ImportRow, ImportRun, Tell } from './types.js';
import { cleanName, numberValue } from './values.js';
import { open } from 'node:fs/promises';

type Row = Readonly<Record<string, string | number | null>>;

interface Reader {
  all(sql: string, ...values: (string | number)[]): Row[];
}

/** Rows of metrics of one run that are read; more are told. */
const MAX_POINTS = 2_000_000;

async function isDatabase({ absolute, size }: ImportFile): Promise<boolean> {
  if (size < 512) return false;
  const file = await open(absolute, 'r');
  try {
    const head = Buffer.alloc(16);
    await file.read(head, 0, 16, 0);
    return head.toString('latin1').startsWith('SQLite format 3');
  } finally {
    await file.close();
  }
}

const text = (row: Row, key: string): string => (row[key] === null || row[key] === undefined ? '' : String(row[key]));
const number = (row: Row, key: string): number | null => (typeof row[key] === 'number' ? row[key] : null);

function pairs(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.map((row) => [text(row, 'key'), text(row, 'value')]));
}

/** None, and that is told, where the pages that hold them are damaged. */
function metricsOf(file: ImportFile, run: string, tell: Tell): ImportRow[] {
  try {
    return withDatabase(file, (db) => readMetrics(db, run, file.path, tell));
  } catch (error) {
    tell(file.path, `The metrics of the run ${run} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    return [];
  }
}

/** What one database says of models that version 3 logged, by the run that made them. */
function loggedModels(db: Reader, view: FolderView, folders: ReadonlyMap<string, ArtifactFolder>): Map<string, ImportArtifact[]> {
  const found = new Map<string, ImportArtifact[]>();
  for (const row of db.all("SELECT model_id, name, source_run_id FROM logged_models WHERE lifecycle_stage = 'active' ORDER BY creation_timestamp_ms, model_id")) {
    const [id, run] = [text(row, 'model_id'), text(row, 'source_run_id')];
    const folder = folders.get(id);
    if (run === '' || !folder) continue;
    const params = new Map(db.all('SELECT param_key, param_value FROM logged_model_params WHERE model_id = ?', id).map((each) => [text(each, 'param_key'), text(each, 'param_value')]));
    const points = db.all('SELECT metric_name, metric_value FROM logged_model_metrics WHERE model_id = ? ORDER BY metric_step, metric_timestamp_ms LIMIT ?', id, MAX_POINTS);
    const metrics = Object.fromEntries(points.flatMap((each) => (typeof each['metric_value'] === 'number' ? [[text(each, 'metric_name'), each['metric_value']]] : [])));
    found.set(run, [...(found.get(run) ?? []), loggedArtifact(view, folder, { id, name: text(row, 'name'), params, metrics })]);
  }
  return found;
}

function readMetrics(db: Reader, run: string, path: string, tell: Tell): ImportRow[] {
  const rows = db.all('SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? LIMIT ?', run, MAX_POINTS + 1);
  if (rows.length > MAX_POINTS) tell(path, `The run ${run} has more than ${MAX_POINTS} points; those behind are left out.`);
  return rowsOfPoints(rows.slice(0, MAX_POINTS).map((row) => ({ key: text(row, 'key'), step: number(row, 'step') ?? 0, time: number(row, 'timestamp') ?? 0, value: row['is_nan'] === 1 ? 'NaN' : numberValue(number(row, 'value') ?? 0) })));
}

function readRuns(db: Reader, view: FolderView, file: ImportFile, tables: ReadonlySet<string>): ImportRun[] {
  const folders = artifactFolders(view);
  const logged = ['logged_models', 'logged_model_params', 'logged_model_metrics'].every((table) => tables.has(table)) ? loggedModels(db, view, folders) : new Map<string, ImportArtifact[]>();
  const experiments = new Map(db.all('SELECT experiment_id, name FROM experiments').map((row) => [text(row, 'experiment_id'), text(row, 'name')]));
  return db.all("SELECT * FROM runs WHERE lifecycle_stage = 'active' ORDER BY start_time, run_uuid").map((row) => {
    const id = text(row, 'run_uuid');
    const tags = pairs(db.all('SELECT key, value FROM tags WHERE run_uuid = ?', id));
    const commit = text(row, 'source_version');
    if (commit !== '' && !tags.has('mlflow.source.git.commit')) tags.set('mlflow.source.git.commit', commit);
    const name = text(row, 'name') || tags.get('mlflow.runName') || id;
    const folder = folders.get(id);
    const models = logged.get(id) ?? [];
    for (const each of [folder, ...models.map((model) => folders.get(model.id))]) for (const { path } of each?.files ?? []) view.taken.add(path);
    return importedRun({
      id, name,
      experiment: experiments.get(text(row, 'experiment_id')) ?? 'Default',
      status: text(row, 'status'), started: number(row, 'start_time'), ended: number(row, 'end_time'),
      params: pairs(db.all('SELECT key, value FROM params WHERE run_uuid = ?', id)), tags, last: {},
      source: `${file.path} ${id.slice(0, 8)}`,
      artifacts: [...(folder ? artifactsIn(view, folder, name) : []), ...models],
      async *rows(tell) {
        yield* metricsOf(file, id, tell);
      },
    });
  });
}

function readModels(db: Reader, runs: readonly ImportRun[], path: string, tables: ReadonlySet<string>, tell: Tell): ImportModel[] {
  const tagsOf = (table: string, where: string, ...values: (string | number)[]): string[] => (tables.has(table) ? plainTags(pairs(db.all(`SELECT key, value FROM ${table} WHERE ${where}`, ...values))) : []);
  return db.all('SELECT name, description FROM registered_models ORDER BY name').map((model) => {
    const name = text(model, 'name');
    const aliases = db.all('SELECT alias, version FROM registered_model_aliases WHERE name = ?', name);
    const versions = db.all('SELECT version, run_id, current_stage, source, description FROM model_versions WHERE name = ? ORDER BY version', name).flatMap((row): ImportModel['versions'][number][] => {
      const label = text(row, 'version');
      const run = runs.find((one) => one.key === text(row, 'run_id'));
      const artifact = run && artifactOf(run.artifacts, text(row, 'source'));
      if (!run || !artifact) {
        tell(path, `The files of version ${label} of ${name} are not among what was given.`);
        return [];
      }
      const held = aliases.filter((alias) => text(alias, 'version') === label).map((alias) => text(alias, 'alias'));
      return [{ run: run.key, artifact: artifact.id, label, description: text(row, 'description'), tags: tagsOf('model_version_tags', 'name = ? AND version = ?', name, Number(label)), aliases: [...held, ...stageAlias(text(row, 'current_stage'))] }];
    });
    return { name: cleanName(name, 'model'), description: text(model, 'description'), tags: tagsOf('registered_model_tags', 'name = ?', name), versions };
  });
}

function withDatabase<T>(file: ImportFile, use: (db: Reader) => T): T {
  const db = new Database(file.absolute, { readonly: true });
  try {
    return use({ all: (sql, ...values) => db.prepare(sql).all(values) as Row[] });
  } finally {
    db.close();
  }
}

export const mlflowDb: Importer = {
  id: 'mlflow-db',
  title: 'MLflow database',
  async find(view, tell) {
    const runs: ImportRun[] = [];
    const models: ImportModel[] = [];
    for (const file of view.files) {
      if (view.taken.has(file.path) || !/\.(db|sqlite3?)$/i.test(file.path) || !(await isDatabase(file))) continue;
      try {
        withDatabase(file, (db) => {
          const tables = new Set(db.all("SELECT name FROM sqlite_master WHERE type = 'table'").map((row) => text(row, 'name')));
          if (!['experiments', 'runs', 'params', 'metrics', 'tags'].every((table) => tables.has(table))) return;
          view.taken.add(file.path);
          const own = readRuns(db, view, file, tables);
          runs.push(...own);
          if (tables.has('registered_models') && tables.has('model_versions') && tables.has('registered_model_aliases')) models.push(...readModels(db, own, file.path, tables, tell));
        });
      } catch (error) {
        tell(file.path, `It cannot be read as a database of MLflow: ${error instanceof Error ? error.message : String(error)}.`);
      }
    }
    return { runs, models };
  },
};
