import { expect, it } from 'vitest';
import { runNamed } from '../../../electron/engine/commands/runNamed.js';
import { entityId, projectId, runId } from '../../../electron/engine/domain/ids.js';
import { TEST_REGISTRY, testStore } from '../../support/testStore.js';

const MIRA = { name: 'Mira Ovist' };
const entity = entityId(TEST_REGISTRY, 'mira');
const [vision, speech] = ['vision', 'speech'].map((name) => ({ name, id: projectId(entity, name) })) as [{ name: string; id: string }, { name: string; id: string }];

it('means the run of the project looked from, else the only one, and never guesses', () => {
  const store = testStore();
  store.write(MIRA, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
    for (const { id, name } of [vision, speech]) {
      tx.append({ kind: 'project.create', body: { project: id, entity, name } });
      tx.append({ kind: 'run.start', body: { run: runId(id, 'same'), project: id, key: 'same', name: `same in ${name}`, jobType: 'train' } });
    }
    tx.append({ kind: 'run.start', body: { run: runId(speech.id, 'only'), project: speech.id, key: 'only', name: 'only', jobType: 'train' } });
  });
  const named = (project: string, key: string) => runNamed(store.read, { entity: 'mira', project }, key, 'Logging');
  expect(named('vision', 'same').name).toBe('same in vision');
  expect(named('speech', 'same').name).toBe('same in speech');
  expect(named('vision', 'only')).toMatchObject({ name: 'only', project: 'speech' });
  expect(() => named('default', 'same')).toThrow(expect.objectContaining({ code: 'ambiguous' }) as Error);
  expect(() => named('vision', 'none')).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
});
