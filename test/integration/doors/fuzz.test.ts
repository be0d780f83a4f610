// Every operation of the OpenAPI document, asked with what its schema allows and with what it does not: never an answer of 500, always
// an error of the closed list. `CAIRN_FUZZ` sets how often each is asked, `CAIRN_SEED` repeats a run.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ErrorShape } from '../../../shared/contract/errors.js';
import { createHttpWorld, type HttpWorld } from '../../support/httpWorld.js';
import { SEED } from '../../support/seed.js';
import { seededRandom } from '../../support/testStore.js';

const TIMES = Number(process.env['CAIRN_FUZZ'] ?? 12);

interface Schema {
  readonly [key: string]: unknown;
}

let world: HttpWorld;
let words: string[];
const cwd = process.cwd();

beforeAll(async () => {
  world = await createHttpWorld();
  // Whatever a fuzzed path makes, it makes there.
  process.chdir(world.folder);
  const { client } = world.engine;
  const made = await client.registry.createModel({ name: 'A Model' });
  const run = await client.runs.start({ key: 'run1', project: 'default' });
  await client.runs.log({ run: 'run1', rows: [{ step: 0, values: { loss: 1, note: 'x' } }] });
  for await (const event of await client.ingest.log({ name: 'net', references: [{ uri: 's3://b/k' }], run: 'run1', aliases: ['best'] })) if (event.event === 'done') words = [event.version.id, event.version.collection, event.version.digest];
  words = [...words, made.id, run.id, 'run1', 'net', 'net:v0', 'net:best', 'A Model', 'default', 'best', 'loss', 'collections', 'runs', '', ' ', '../..', 'a/b/c/d', 'ｎｅｔ', '\u0000', 'é', 'x'.repeat(5000), 'NaN', '0', '-1', '{}', 'latest', 'v0', '1e999', '%', "'; DROP TABLE ops; --", '🙂', '__proto__', 'constructor'];
});
afterAll(async () => {
  process.chdir(cwd);
  await world.end();
});

/** Values from a schema, one in a few of another kind than it asks for. */
function maker(seed: number) {
  const random = seededRandom(seed);
  const below = (n: number): number => {
    const [a = 0, b = 0, c = 0] = random.bytes(3);
    return ((a << 16) | (b << 8) | c) % n;
  };
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const odd = (): unknown => pick([null, true, 0, -1, 1e308, 2 ** 53, 'x', '', [], {}, [[]], { a: null }, pick(words)]);
  function make(schema: Schema | undefined, depth: number): unknown {
    if (!schema || depth > 6 || below(14) === 0) return odd();
    const any = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as Schema[] | undefined;
    if (any) return make(pick(any), depth);
    if ('const' in schema) return schema['const'];
    if (Array.isArray(schema['enum'])) return pick(schema['enum'] as unknown[]);
    switch (Array.isArray(schema['type']) ? pick(schema['type'] as string[]) : schema['type']) {
      case 'string':
        return pick(words);
      case 'integer':
        return pick([0, 1, 2, 10, Number(schema['minimum'] ?? 0), Number(schema['maximum'] ?? 100), -5]);
      case 'number':
        return pick([0, 0.5, -1, 1e-300, 1e308]);
      case 'boolean':
        return below(2) === 0;
      case 'array':
        return Array.from({ length: below(3) }, () => make(schema['items'] as Schema, depth + 1));
      case 'object': {
        const required = new Set((schema['required'] as string[] | undefined) ?? []);
        const fields = Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}).filter(([name]) => (required.has(name) ? below(20) > 0 : below(2) === 0));
        const more = schema['additionalProperties'];
        return Object.fromEntries([...fields.map(([name, field]) => [name, make(field, depth + 1)]), ...(typeof more === 'object' && below(2) === 0 ? [[pick(words), make(more as Schema, depth + 1)]] : [])]);
      }
      default:
        return odd();
    }
  }
  return { make, pick, below };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

/** The status, and the body unless it is a stream that may never end. */
function ask(method: string, path: string, body: string | undefined): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${world.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }) };
    const request = httpRequest({ host: '127.0.0.1', port: world.port, path, method, headers, agent: false }, (response) => {
      const status = response.statusCode ?? 0;
      if (String(response.headers['content-type']).startsWith('text/event-stream')) {
        // An error inside a stream is an event; the first ones are enough.
        let text = '';
        const end = setTimeout(() => request.destroy(), 400);
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', () => {});
        response.on('close', () => {
          clearTimeout(end);
          resolve({ status: /"code":"internal"/.test(text) ? 500 : status, text });
        });
        return;
      }
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => resolve({ status, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

it(`finds no 500 behind the OpenAPI document (CAIRN_SEED=${SEED})`, { timeout: 120_000 + TIMES * 10_000 }, async () => {
  const document = JSON.parse((await world.ask('/api/v1/openapi.json')).text) as { paths: Record<string, Record<string, Operation>> };
  const { make, pick, below } = maker(SEED);
  const bad: string[] = [];
  const statuses = new Map<number, number>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, { operationId, parameters = [], requestBody }] of Object.entries(item)) {
      for (let time = 0; time < TIMES; time += 1) {
        const value = (schema: Schema | undefined): string => {
          const made = make(schema, 0);
          return typeof made === 'string' ? made : JSON.stringify(made);
        };
        const place = path.replace(/\{\+?([^}]+)\}/g, (_all, name: string) => encodeURIComponent(value(parameters.find((each) => each.name === name)?.schema)) || 'x');
        const query = parameters.filter((each) => each.in === 'query' && (each.required || below(2) === 0)).map((each) => `${encodeURIComponent(each.name)}=${encodeURIComponent(value(each.schema))}`);
        const schema = requestBody?.content['application/json']?.schema;
        const body = schema ? (below(25) === 0 ? pick(['{', '[]', '"x"', 'null', '']) : JSON.stringify(make(schema, 0))) : undefined;
        const asked = `${method.toUpperCase()} /api/v1${place}${query.length > 0 ? `?${query.join('&')}` : ''} ${body ?? ''}`.slice(0, 400);
        const { status, text } = await ask(method.toUpperCase(), `/api/v1${place}${query.length > 0 ? `?${query.join('&')}` : ''}`, body).catch((error: Error) => ({ status: 0, text: error.message }));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const known = status > 0 && status < 400 ? true : status === 431 || (status !== 500 && status !== 0 && ErrorShape.safeParse((JSON.parse(text || '{}') as { error?: unknown }).error).success);
        if (!known) bad.push(`${operationId}: ${status} ${text.slice(0, 300)}\n    ${asked}`);
      }
    }
  }
  process.stdout.write(`fuzz: ${JSON.stringify(Object.fromEntries(statuses))}\n`);
  expect(bad.slice(0, 20), JSON.stringify([...statuses])).toEqual([]);
  expect(statuses.get(200) ?? 0).toBeGreaterThan(20);
});
