// An op of another device whose id is not its content's changes nothing: what a name means stays what was logged.
import { expect, it } from 'vitest';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { TEST_REGISTRY, testStore } from '../../support/testStore.js';

const MIRA = { name: 'Mira Ovist' };
const MALLORY = { name: 'Mallory' };
const entity = entityId(TEST_REGISTRY, 'mira');
const project = projectId(entity, 'default');
const collection = collectionId(project, 'resnet');
const run = runId(project, 'a1b2c3d4');
const honest = `b3:${blake3Hex('honest bytes')}`;
const other = `b3:${blake3Hex('other bytes')}`;
const version = versionId(collection, honest);

it('keeps the bytes of a version and the target of a link whatever another device claims under their ids', () => {
  const ours = testStore();
  ours.write(MIRA, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
    tx.append({ kind: 'collection.create', body: { collection, project, name: 'resnet', type: 'model', form: 'artifact' } });
    tx.append({ kind: 'run.start', body: { run, project, key: 'a1b2c3d4', name: 'train', jobType: 'train' } });
    tx.append({ kind: 'version', body: { version, collection, digest: honest, bytes: 1, files: 1 } });
    tx.append({ kind: 'log', body: { version, collection, run } });
    tx.number(collection, version);
  });

  const theirs = testStore({ device: 2 });
  theirs.receive([...ours.allOps()].map((stored) => stored.op), ours.signedHeads());
  const model = collectionId(project, 'Resnet');
  const link = linkId(model, version);
  theirs.write(MALLORY, (tx) => {
    tx.append({ kind: 'version', body: { version, collection, digest: other, bytes: 2, files: 2 } });
    tx.append({ kind: 'link', body: { link, model, version: versionId(collection, other) } });
  });
  ours.receive(theirs.opsOf(theirs.device.id, 1, 10).map((stored) => stored.op), theirs.signedHeads(theirs.device.id));

  expect(ours.read.version(version)).toMatchObject({ digest: honest, bytes: 1, files: 1 });
  expect(ours.read.versionDetail(version)?.links).toEqual([]);
});
