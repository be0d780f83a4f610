// The folder a checkout is written in before it appears under its name, and the note that lets a later start remove it.

/** Prefix of its name, beside the target, and of the note in our folder of tmp/. */
export const CHECKOUT_TEMP = '.cairn-checkout-';
