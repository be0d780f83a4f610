// Every kind of training log Cairn can take in. The first that knows a file takes it.
import { csvLog } from './csvLog.js';
import { dvc } from './dvc.js';
import { hfTrainer } from './hfTrainer.js';
import { lightning } from './lightning.js';
import { mlflowDb } from './mlflowDb.js';
import { mlflowFiles } from './mlflowFiles.js';
import { plain } from './plain.js';
import { tensorboard } from './tensorboard.js';
import type { Importer } from './types.js';
import { wandbOffline } from './wandbOffline.js';

export const IMPORTERS: readonly Importer[] = [mlflowDb, mlflowFiles, wandbOffline, lightning, hfTrainer, tensorboard, dvc, csvLog, plain];
