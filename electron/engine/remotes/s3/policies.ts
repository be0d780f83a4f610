// What a bucket is set up to do with objects: versions it keeps, rules by which it removes or moves them away.
import { z } from 'zod';
import type { Ask } from '../s3.js';
import type { RemotePolicy } from '../types.js';
import { readXml, type Answer } from './answer.js';

const Versioning = z.object({ VersioningConfiguration: z.union([z.object({ Status: z.string().optional() }), z.literal('')]) });
const Rule = z.object({
  ID: z.string().default(''),
  Status: z.string().default(''),
  Prefix: z.string().optional(),
  Filter: z.unknown().optional(),
  Expiration: z.object({ Days: z.string().optional(), Date: z.string().optional() }).loose().optional(),
  Transition: z.unknown().optional(),
});
const Lifecycle = z.object({ LifecycleConfiguration: z.object({ Rule: z.array(Rule).default([]) }) });

/** Stores without the feature answer in many ways; those are no finding. */
const ABSENT = [400, 403, 404, 405, 500, 501];

function parsed<T>(schema: z.ZodType<T>, answer: Answer): T | undefined {
  if (answer.status >= 300) return undefined;
  try {
    return schema.safeParse(readXml(answer.body)).data;
  } catch {
    return undefined;
  }
}

function versioning(answer: Answer): RemotePolicy {
  if (answer.status === 403) return { about: 'versioning', state: 'skipped', message: 'These keys may not ask whether the bucket keeps versions.' };
  const found = parsed(Versioning, answer)?.VersioningConfiguration;
  const status = found ? found.Status : undefined;
  if (status === 'Enabled') return { about: 'versioning', state: 'ok', message: 'The bucket keeps old versions: what is deleted or overwritten by mistake can be brought back, and takes room until then.' };
  return { about: 'versioning', state: 'ok', message: 'The bucket keeps no old versions. Cairn never overwrites data; versioning would still guard against other programs.' };
}

function lifecycle(answer: Answer): RemotePolicy {
  if (answer.status === 403) return { about: 'lifecycle', state: 'skipped', message: 'These keys may not ask for the lifecycle rules of the bucket. Make sure that none removes objects.' };
  const rules = (parsed(Lifecycle, answer)?.LifecycleConfiguration.Rule ?? []).filter(({ Status }) => Status === 'Enabled');
  const expiring = rules.filter(({ Expiration }) => Expiration?.Days !== undefined || Expiration?.Date !== undefined);
  if (expiring.length > 0) {
    const names = expiring.map(({ ID, Expiration }) => `${ID || 'a rule'}${Expiration?.Days ? ` after ${Expiration.Days} days` : ''}`).join(', ');
    return { about: 'lifecycle', state: 'failed', message: `A lifecycle rule removes objects (${names}). It would remove models. Take it off, or keep it away from this prefix.` };
  }
  if (rules.some(({ Transition }) => Transition !== undefined)) return { about: 'lifecycle', state: 'warning', message: 'A lifecycle rule moves objects to another storage class. If that is an archive class, old versions cannot be read until they are brought back.' };
  return { about: 'lifecycle', state: 'ok', message: 'No lifecycle rule removes objects.' };
}

/** Asks for versioning and lifecycle; never fails but for the network. */
export async function bucketPolicies(ask: Ask, signal?: AbortSignal): Promise<RemotePolicy[]> {
  return [
    versioning(await ask('Asking for versioning', { method: 'GET', query: { versioning: '' } }, signal, ABSENT)),
    lifecycle(await ask('Asking for lifecycle rules', { method: 'GET', query: { lifecycle: '' } }, signal, ABSENT)),
  ];
}
