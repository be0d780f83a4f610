// The OpenAPI 3.1 document, made from the contract and from the two routes that carry bytes.
import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { ERROR_STATUS, ErrorCodeSchema } from '../../../../shared/contract/errors.js';
import { API_PREFIX } from '../../../../shared/contract/routes.js';
import { restRouter } from './restRouter.js';

const text = (name: string, description: string, required = true): OpenAPI.ParameterObject => ({ name, in: 'query', required, description, schema: { type: 'string' } });

const BYTES: OpenAPI.PathsObject = {
  '/uploads': {
    post: {
      operationId: 'uploads.create',
      tags: ['bytes'],
      summary: 'Keep one file. The `grant` in the answer is the source of `ingest.log`; give it again to add more files.',
      parameters: [text('path', 'Path inside the artifact.'), text('grant', 'An upload to add to; without it a new one begins.', false)],
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
      responses: {
        '200': {
          description: 'Kept, durable, and not yet part of a version.',
          content: { 'application/json': { schema: { type: 'object', required: ['grant', 'path', 'bytes', 'digest', 'md5'], properties: { grant: { type: 'string' }, path: { type: 'string' }, bytes: { type: 'integer' }, digest: { type: 'string' }, md5: { type: 'string' } } } } },
        },
      },
    },
  },
  '/files': {
    get: {
      operationId: 'files.read',
      tags: ['bytes'],
      summary: 'The bytes of one file of a version. One range can be asked for.',
      parameters: [text('ref', 'The version: a reference or an id.'), text('path', 'Path inside the artifact.'), { name: 'range', in: 'header', required: false, schema: { type: 'string' } }],
      responses: Object.fromEntries([['200', 'The whole file.'], ['206', 'The range asked for.'], ['304', 'The file has the digest named by If-None-Match.'], ['416', 'There is no such range.']].map(([status, description]) => [status, { description, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }])),
    },
  },
};

const ERROR: OpenAPI.ResponseObject = {
  description: 'What was being done, what was found, what to do.',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['code', 'message', 'details'], properties: { code: { type: 'string', enum: ErrorCodeSchema.options }, message: { type: 'string' }, details: { type: 'object' } } } } },
    },
  },
};
const STATUSES = [...new Set([401, ...Object.values(ERROR_STATUS)])].filter((status) => status !== 500).sort((a, b) => a - b);

/** Each operation may fail in the same ways. */
function withErrors(paths: OpenAPI.PathsObject): OpenAPI.PathsObject {
  const errors = Object.fromEntries(STATUSES.map((status) => [String(status), { $ref: '#/components/responses/Error' }]));
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item ?? {}).map(([method, found]) => {
          const operation = found as OpenAPI.OperationObject;
          return [method, { ...operation, responses: { ...errors, ...operation.responses } }];
        }),
      ),
    ]),
  );
}

let made: Promise<OpenAPI.Document> | undefined;

async function generate(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(restRouter as never, {
    info: { title: 'Cairn', version, description: 'The registry on this computer. Events and progress come as server-sent events. Errors are `{error: {code, message, details}}` with a code of the closed list.' },
    servers: [{ url: API_PREFIX }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Made in Settings, or by `cairn token create NAME`.' } }, responses: { Error: ERROR } },
  });
  return { ...document, paths: withErrors({ ...document.paths, ...BYTES }) };
}

/** Made once; what is in it does not depend on the data root. `version`: of Cairn. */
export function openApiDocument(version: string): Promise<OpenAPI.Document> {
  return (made ??= generate(version));
}
