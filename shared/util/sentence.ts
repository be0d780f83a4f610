/** What is said, as a sentence of its own: it begins with a capital letter and ends with a full stop. */
export function sentence(said: string): string {
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;
}
