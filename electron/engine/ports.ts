// What the outside supplies to the engine. The engine itself never asks the system for time, randomness or secrets.
import type { SecretsPlace } from '../../shared/contract/remotes.js';

export interface Clock {
  /** Milliseconds since 1970. May jump either way; nothing in the registry depends on it being right. */
  now(): number;
  /** Milliseconds that pass whatever the clock is set to, while the computer sleeps too, counted for one `boot`. Absent where nothing counts so. */
  steady?(): { readonly ms: number; readonly boot: string };
}

export interface Random {
  bytes(length: number): Uint8Array;
}

/** Named secrets: of the environment, else of a 0600 file, encrypted by the keychain of the operating system where one is to be had. */
export interface Secrets {
  /** @throws CairnError forbidden, with what to do, when the keychain that encrypted it cannot be asked */
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** What would become of a secret that is set now. */
  place(): Promise<SecretsPlace>;
}

/** What the system is to tell a person. */
export interface Notice {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Path of the view that a click opens. */
  readonly path: string;
}

/** Encrypts for one person on one computer, with a key that the operating system guards. */
export interface Keychain {
  /** What a person can do where it is not available, as the beginning of a sentence. */
  readonly absent: string;
  available(): Promise<boolean>;
  seal(text: string): Promise<string>;
  /** @throws when it was sealed by another */
  open(sealed: string): Promise<string>;
}

export interface Logger {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** Paths that a person granted to the window, by handle. Only the host of a window fills it. */
export interface Grants {
  paths(grant: string): readonly string[] | undefined;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly grants: Grants;
  /** Has the system tell of something, or not where the person sees the window. Only the app's host has it. */
  readonly notify?: (notice: Notice) => void;
}
