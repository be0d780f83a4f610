// The native calls that the preload offers, typed for the whole page.
import type { NativeBridge } from '../../shared/contract/native.js';

declare global {
  interface Window {
    readonly cairn: NativeBridge;
  }
}

/** The bridge of this window. Missing only when the page is opened outside the application. */
export function nativeBridge(): NativeBridge {
  return window.cairn;
}
