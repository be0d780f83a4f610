// The rules that lock the window, by name. Each has a probe in test/e2e/security.spec.ts.
import { app } from 'electron';

export const RULES = [
  'sandbox',
  'contextIsolation',
  'noNode',
  'ownScheme',
  'csp',
  'traversal',
  'navigation',
  'windowOpen',
  'webview',
  'permissions',
  'sender',
  'deepLink',
] as const;
export type Rule = (typeof RULES)[number];

/**
 * True where a rule holds: always, but for a rule that a test switches off by CAIRN_TEST_DISABLE to see that its probe
 * can fail. A packaged app never looks at the variable.
 */
export function holds(rule: Rule): boolean {
  if (app.isPackaged) return true;
  return !(process.env['CAIRN_TEST_DISABLE'] ?? '').split(',').includes(rule);
}
