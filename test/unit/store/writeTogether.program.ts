// One of several processes that write to one registry: args are file, device seed, writes.
import { openRegistryStore } from '../../../electron/engine/store/registryStore.js';
import { identityFromSeed } from '../../../electron/engine/domain/chain.js';
import { entityId } from '../../../electron/engine/domain/ids.js';
import { seededRandom, silent, TEST_REGISTRY } from '../../support/testStore.js';

const [file = '', seed = '1', writes = '1', label = ''] = process.argv.slice(2);
const store = openRegistryStore({
  file,
  id: TEST_REGISTRY,
  clock: { now: () => Date.now() },
  random: seededRandom(process.pid),
  logger: silent,
  device: identityFromSeed(new Uint8Array(32).fill(Number(seed))),
});
for (let n = 0; n < Number(writes); n += 1) {
  const name = `${label}-${n}`;
  store.write({ name: 'Mira Ovist' }, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity: entityId(store.id, name), name, form: 'person' } });
    tx.append({ kind: 'describe', body: { subject: { kind: 'entity', id: entityId(store.id, name) }, field: 'description', value: name } });
  });
}
store.close();
