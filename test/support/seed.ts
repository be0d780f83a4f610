// Where all that is generated in tests starts.

/** `CAIRN_SEED` where it is given, else always the same: one commit is judged alike everywhere. `npm run long` hunts from a new one each time. */
export const SEED = Number(process.env['CAIRN_SEED'] ?? 20_261_126);
