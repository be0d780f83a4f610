// What remotes were seen to hold is dated by their clocks, no longer by this computer's: what was noted before is looked at again. Never
// edited after a release.

export const m520SeenByRemote = `
DELETE FROM remote_chunk;
`;
