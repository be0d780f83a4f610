// Where bytes are, in the words that every door uses.
import type { Availability } from '../../../shared/contract/entities.js';

const WORDS: Readonly<Record<Availability, string>> = { offline: 'available offline', partly: 'partly on this device', online: 'online only' };

export const whereWords = (availability: Availability, pinned = false): string => `${WORDS[availability]}${pinned ? ', pinned' : ''}`;
