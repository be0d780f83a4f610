// Lines of the log of syncing say whether they tell of a conflict, or of what was passed over. Never edited after a release.

export const m510SyncLogAbout = `
ALTER TABLE sync_log ADD COLUMN about TEXT;                    -- 'conflict', 'skipped', or null
`;
