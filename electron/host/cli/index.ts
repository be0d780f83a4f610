// The `cairn` command. It hosts the engine itself, so it works with or without the window, and beside it.
import { Command, CommanderError } from 'commander';
import { EXIT } from '../../../shared/contract/errors.js';
import { VERSION } from '../../engine/version.js';
import { addAliasVerbs } from './aliases.js';
import { addCheckVerbs } from './checks.js';
import { addCompletionVerb } from './completion.js';
import { addExamples } from './examples.js';
import { addCompareVerb } from './compare.js';
import { addFollowVerbs } from './follow.js';
import { addHistoryVerb } from './history.js';
import { addHookVerbs } from './hooks.js';
import { addImportVerb } from './imports.js';
import { addLineageVerb } from './lineage.js';
import { addLogVerb } from './log.js';
import { addLsVerb, addViewVerbs } from './ls.js';
import { addModelVerbs } from './models.js';
import { addNumberVerbs } from './numbers.js';
import { addExportVerb } from './bundles.js';
import { addDeviceVerbs, addRemoteVerbs } from './remotes.js';
import { addReportVerbs } from './reports.js';
import { addRetentionVerbs } from './retention.js';
import { addSignVerb } from './signatures.js';
import { addSampleVerbs } from './sample.js';
import { addServeVerbs } from './serve.js';
import { addUseInVerbs } from './useIn.js';
import { addPolicyVerbs } from './policies.js';
import { addStorageVerbs } from './storage.js';
import { addSyncVerb } from './sync.js';
import { addRestoreVerbs } from './restore.js';
import { addRunVerbs } from './runs.js';
import { addVersionVerbs } from './versions.js';
import { addWordVerbs } from './words.js';

const program = new Command('cairn')
  .description('A model registry that works offline: log files as versions, find them, get them back.')
  .version(VERSION)
  .option('--home <dir>', 'data root (or CAIRN_HOME)')
  .option('--registry <name>', 'registry to look bare names up in (or CAIRN_REGISTRY)')
  .option('--json', 'print JSON for scripts')
  .addHelpText('after', '\nExit codes: 0 ok, 1 error, 2 usage, 3 not found, 4 contested, 5 offline and not cached.')
  .showHelpAfterError('(cairn --help lists what there is)')
  .exitOverride();

addLogVerb(program);
addVersionVerbs(program);
addLsVerb(program);
addViewVerbs(program);
addModelVerbs(program);
addAliasVerbs(program);
addNumberVerbs(program);
addPolicyVerbs(program);
addWordVerbs(program);
addRetentionVerbs(program);
addSampleVerbs(program);
addSignVerb(program);
addCheckVerbs(program);
addHistoryVerb(program);
addFollowVerbs(program);
addRunVerbs(program);
addImportVerb(program);
addRestoreVerbs(program);
addServeVerbs(program);
addHookVerbs(program);
addUseInVerbs(program);
addLineageVerb(program);
addRemoteVerbs(program);
addSyncVerb(program);
addStorageVerbs(program);
addExportVerb(program);
addDeviceVerbs(program);
addCompareVerb(program);
addReportVerbs(program);
addCompletionVerb(program);
addExamples(program);
for (const command of program.commands) for (const each of [command, ...command.commands]) each.exitOverride();

// `cairn ls | head`: a reader that has seen enough is no error; what else is printed goes nowhere.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

program.parseAsync(process.argv, { from: 'node' }).catch((error: unknown) => {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? EXIT.ok : EXIT.usage) : EXIT.error;
});
