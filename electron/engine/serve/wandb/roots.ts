// What the client can ask for and change: the root fields.
import { CairnError } from '../../../../shared/contract/errors.js';
import { addAliases, deleteAliases, deleteArtifact, linkArtifact, unlinkArtifact, updateArtifact, useArtifact } from './changeArtifact.js';
import { moveSequence, tagCollection, updateCollection } from './changeCollection.js';
import { createRunFiles, upsertBucket } from './changeRun.js';
import { entityOf, projectOf, type Wandb } from './context.js';
import type { Args, Node, Roots } from './execute.js';
import { globalId, valueOfId } from './ids.js';
import { inputOf } from './input.js';
import { versionOfArtifact, versionOfClient } from './knownIds.js';
import { commitArtifact, createArtifact, createFiles, createManifest } from './logArtifact.js';
import { typeNode } from './types.js';


/** Abilities that change what the client sends. What is not named counts as absent. */
const FEATURES = [
  'ARTIFACT_TAGS', 'CLIENT_IDS', 'STRUCTURED_CONSOLE_LOGS', 'ARTIFACT_COLLECTION_MEMBERSHIP_FILES', 'USE_ARTIFACT_WITH_ENTITY_AND_PROJECT_INFORMATION',
  'PROJECT_ARTIFACT_COLLECTION_MEMBERSHIP', 'ARTIFACT_MEMBERSHIP_IN_LINK_ARTIFACT_RESPONSE', 'TOTAL_COUNT_IN_FILE_CONNECTION', 'MARK_RUN_FILES_UPLOADED',
];

function viewer(wandb: Wandb): Node {
  const { engine } = wandb;
  const { name, email } = engine.actor();
  const { entity } = engine.where();
  // Code saving: the client sends its diff, which is what makes a run restorable.
  return { __typename: 'User', id: globalId('User', entity), name, username: entity, entity, email: email ?? '', admin: false, flags: JSON.stringify({ code_saving_enabled: true }), teams: { edges: [{ node: { name: entity } }] }, apiKeys: { edges: [] }, organizations: [] };
}

const serverInfo: Node = {
  __typename: 'ServerInfo',
  features: FEATURES.map((name) => ({ name, isEnabled: true })),
  cliVersionInfo: { max_cli_version: '999.0.0', min_cli_version: '0.12.0' },
  latestLocalVersionInfo: { outOfDate: false, latestVersionString: '999.0.0', versionOnThisInstanceString: '999.0.0' },
};

function alert({ engine }: Wandb, args: Args): Node {
  const input = inputOf(args);
  engine.ports.logger.warn({ run: input.text('runName'), title: input.text('title'), text: input.text('text') }, 'A run raised an alert');
  return { success: true };
}

export function rootsFor(wandb: Wandb): Roots {
  const with_ = (job: (wandb: Wandb, args: Args) => unknown) => (args: Args): unknown => job(wandb, args);
  const project = (args: Args): Node => wandb.view.project(entityOf(wandb, args['entityName']), projectOf(args['name']));
  const refuse = (what: string) => (): never => {
    throw new CairnError('invalid_input', `${what} is not offered by Cairn.`);
  };
  const roots: Roots = {
    query: {
      __type: (args: Args) => typeNode(String(args['name']), { Query: Object.keys(roots.query), Mutation: Object.keys(roots.mutation) }),
      viewer: () => viewer(wandb),
      serverInfo,
      entity: (args: Args) => wandb.view.entity(entityOf(wandb, args['name'])),
      organization: () => ({ ...(wandb.view.entity(entityOf(wandb, null))['organization'] as object) }),
      project,
      model: project,
      artifact: async (args: Args) => wandb.view.artifact(await versionOfArtifact(wandb, args['id'])),
      artifactCollection: (args: Args) => wandb.view.collection(valueOfId('ArtifactCollection', args['id'])),
      clientIDMapping: async (args: Args) => {
        const client = String(args['clientID']);
        const draft = wandb.drafts.byClient(client);
        const id = draft?.id ?? (await versionOfClient(wandb, client));
        return id === undefined ? null : { serverID: globalId('Artifact', id) };
      },
    },
    mutation: {
      upsertBucket: with_(upsertBucket),
      createRunFiles: with_(createRunFiles),
      markRunFilesUploaded: { success: true },
      notifyScriptableRunAlert: with_(alert),
      createArtifact: with_(createArtifact),
      createArtifactManifest: with_(createManifest),
      updateArtifactManifest: refuse('Writing one artifact from several processes'),
      createArtifactFiles: with_(createFiles),
      commitArtifact: with_(commitArtifact),
      completeMultipartUploadArtifact: refuse('Uploading a file in parts (it is sent whole)'),
      useArtifact: with_(useArtifact),
      linkArtifact: with_(linkArtifact),
      unlinkArtifact: with_(unlinkArtifact),
      addAliases: with_(addAliases),
      deleteAliases: with_(deleteAliases),
      updateArtifact: with_(updateArtifact),
      deleteArtifact: with_(deleteArtifact),
      updateArtifactSequence: with_(updateCollection('artifactSequenceID')),
      updateArtifactPortfolio: with_(updateCollection('artifactPortfolioID')),
      moveArtifactSequence: with_(moveSequence),
      createArtifactCollectionTagAssignments: with_(tagCollection('add')),
      deleteArtifactCollectionTagAssignments: with_(tagCollection('remove')),
      rewindRun: refuse('Rewinding or forking a run'),
    },
  };
  return roots;
}
