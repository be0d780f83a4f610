/** "1 version", "2 versions". */
export const versionCount = (n: number): string => `${n} ${n === 1 ? 'version' : 'versions'}`;
