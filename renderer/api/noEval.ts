// The page's policy runs no code made of text, so Zod must not try whether it may: Chromium reports the breach with the place in the
// program, for which V8 parses all of it a second time while the window starts. Imported before any schema is made.
import { config } from 'zod';

config({ jitless: true });
