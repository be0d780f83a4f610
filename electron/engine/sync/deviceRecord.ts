// `devices/<fingerprint>`: the public key that everything of a device is verified with.
import { z } from 'zod';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import { fingerprint, type DeviceIdentity } from '../domain/identity.js';
import { OpHash } from '../domain/ops.js';
import type { Remote } from '../remotes/types.js';
import { fetchBody } from './fetchBody.js';
import { putWhole } from './putWhole.js';
import { deviceKey, LIMITS } from './keys.js';

const DeviceRecord = z.strictObject({ cairn: z.literal('device/1'), device: OpHash, key: OpHash });

/** The record says nothing but which key has this fingerprint, so that anybody may put it. */
export async function putDevice(remote: Remote, device: string, key: string, signal?: AbortSignal): Promise<void> {
  await putWhole(remote, deviceKey(device), Buffer.from(canonicalJson({ cairn: 'device/1', device, key }), 'utf8'), signal);
}

export async function publishDevice(remote: Remote, identity: DeviceIdentity, signal?: AbortSignal): Promise<void> {
  await putDevice(remote, identity.id, identity.publicKey, signal);
}

/** The key of a device; undefined when there is no record, or one that is not this device's. */
export async function fetchDeviceKey(remote: Remote, device: string, signal?: AbortSignal): Promise<string | undefined> {
  const fetched = await fetchBody(remote, deviceKey(device), LIMITS.device, signal);
  const record = 'body' in fetched ? DeviceRecord.safeParse(parseCanonicalJson(Buffer.from(fetched.body).toString('utf8'))) : undefined;
  return record?.success && record.data.device === device && fingerprint(record.data.key) === device ? record.data.key : undefined;
}
