// Back to work at once when the lid or the network opens, and not when nothing of the kind happened.
import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { createWaking, type Networks } from '../../../electron/engine/sync/centre/waking.js';

const address = (of: string, internal = false): NetworkInterfaceInfo => ({ address: of, internal, family: 'IPv4', netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null });
const HOME: Networks = { lo: [address('127.0.0.1', true)], wlan0: [address('192.168.1.5')] };
const CAFE: Networks = { ...HOME, wlan0: [address('10.0.0.9')] };
const NONE: Networks = { lo: HOME['lo'] };

it('notices a sleep by a look that comes late, once', () => {
  let now = 0;
  const woke = createWaking(() => now, () => HOME);
  const looks = [250, 500, 60_000, 60_250, 50_000].map((at) => {
    now = at;
    return woke();
  });
  expect(looks).toEqual([false, false, true, false, false]);
});

it('notices a network that opens or becomes another, once, and not that it closed', () => {
  let networks = NONE;
  const woke = createWaking(() => 0, () => networks);
  const looks = [HOME, HOME, { wlan0: HOME['wlan0'], lo: HOME['lo'] }, CAFE, NONE, NONE, CAFE].map((next) => {
    networks = next;
    return woke();
  });
  expect(looks).toEqual([true, false, false, true, false, false, true]);
});
