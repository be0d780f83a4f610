// doors.*: whether the HTTP API listens, and the tokens that open it.
import type { DoorsStatus } from '../../../../shared/contract/doors.js';
import { os, type EngineContext } from '../context.js';
import { place, placedList, unplace } from './place.js';
import { openTokens, type Tokens } from './tokens.js';

const tokensOf = ({ dataRoot, ports }: EngineContext): Tokens => openTokens(dataRoot, ports.clock, ports.random);

function status(engine: EngineContext): DoorsStatus {
  return { ...engine.settings.get().http, ...engine.http.status(), tokens: tokensOf(engine).list().length };
}

export const doorsCommands = {
  status: os.doors.status.handler(({ context: { engine } }) => status(engine)),

  set: os.doors.set.handler(async ({ input, context: { engine } }) => {
    const now = engine.settings.get().http;
    engine.settings.update({ http: { on: input.on ?? now.on, port: input.port ?? now.port } });
    await engine.http.follow();
    return status(engine);
  }),

  place: os.doors.place.handler(({ input, context: { engine } }) => place(engine, input)),
  placed: os.doors.placed.handler(({ context: { engine } }) => placedList(engine)),
  unplace: os.doors.unplace.handler(({ input, context: { engine } }) => unplace(engine, input)),

  tokens: {
    list: os.doors.tokens.list.handler(({ context: { engine } }) => tokensOf(engine).list()),
    create: os.doors.tokens.create.handler(({ input, context: { engine } }) => tokensOf(engine).create(input.name, input.actor ?? engine.actor())),
    revoke: os.doors.tokens.revoke.handler(({ input, context: { engine } }) => tokensOf(engine).revoke(input.id)),
  },
};
