// What the outside supplies to the engine. The engine itself never asks the system for time, randomness or secrets.

export interface Clock {
  /** Milliseconds since 1970. May jump either way; nothing in the registry depends on it being right. */
  now(): number;
  /** Milliseconds that pass whatever the clock is set to, while the computer sleeps too, counted for one `boot`. Absent where nothing counts so. */
  steady?(): { readonly ms: number; readonly boot: string };
}

export interface Random {
  bytes(length: number): Uint8Array;
}

/** Named secrets, kept by the OS keychain in the app and by a 0600 file or the environment elsewhere. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
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
}
