// Apart from the contract, so that who only asks for it brings none of the contract along.

/** Raised when a call or row changes in a way an older window could not read. */
export const PROTOCOL_VERSION = 1;
