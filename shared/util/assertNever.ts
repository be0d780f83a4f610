/** Ends a switch over a union: a member nobody handled is a type error, and a named failure at run time. */
export function assertNever(value: never, what: string): never {
  throw new Error(`Unhandled ${what}: ${JSON.stringify(value)}`);
}
