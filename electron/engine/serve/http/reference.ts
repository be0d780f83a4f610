// The reference page: the OpenAPI document as one plain page, without scripts and without anything fetched from elsewhere.
import type { OpenAPI } from '@orpc/openapi';
import { shapeText } from './shape.js';

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

const STYLE = `:root{color-scheme:light dark;--ink:#1d2330;--dim:#667085;--line:#e4e7ec;--soft:#f7f8fa;--accent:#3b5bdb}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8ec;--dim:#98a2b3;--line:#2b3240;--soft:#1b212c;--accent:#91a7ff}body{background:#12161d}}
body{font:14px/1.55 system-ui,sans-serif;color:var(--ink);margin:0 auto;padding:32px 24px 80px;max-width:920px}h1{font-size:24px;margin:0 0 4px}h2{font-size:16px;margin:36px 0 8px;text-transform:capitalize}
code,pre{font-family:ui-monospace,monospace;font-size:12.5px}pre{background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:12px;overflow:auto}
details{border:1px solid var(--line);border-radius:8px;margin:6px 0}summary{padding:8px 12px;cursor:pointer}summary b{display:inline-block;min-width:52px;color:var(--accent);font-size:12px}summary span{color:var(--dim);float:right}
details>div{padding:0 12px 12px}h3{font-size:12px;color:var(--dim);margin:10px 0 4px}p{color:var(--dim);margin:4px 0}a{color:var(--accent)}`;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly detail: OpenAPI.OperationObject;
}

function operationsOf(document: OpenAPI.Document): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) => Object.entries(item ?? {}).map(([method, detail]) => ({ method: method.toUpperCase(), path, detail: detail as OpenAPI.OperationObject })));
}

const pre = (text: string): string => `<pre>${escape(text)}</pre>`;

/** What goes in or comes back, as text; undefined where there is nothing. */
function bodyText(body: unknown): string | undefined {
  const { content } = (body ?? {}) as { content?: Record<string, { schema?: unknown }> };
  const [type, first] = Object.entries(content ?? {})[0] ?? [];
  return first && `${type === 'application/json' ? '' : `${type === 'text/event-stream' ? 'events' : String(type)}: `}${shapeText(first.schema)}`;
}

/** Words between back ticks as code. */
const marked = (text: string): string => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');

function operation({ method, path, detail }: Operation): string {
  const parameters = (detail.parameters ?? []) as OpenAPI.ParameterObject[];
  const body = bodyText(detail.requestBody);
  const answer = bodyText(detail.responses?.['200']);
  const asked = parameters.map((each) => `${each.name}${each.required ? '' : '?'}: ${shapeText(each.schema)}${each.in === 'query' ? '' : `, in the ${each.in}`}`).join('\n');
  return `<details id="${escape(detail.operationId ?? path)}"><summary><b>${method}</b> <code>${escape(path)}</code><span>${escape(detail.operationId ?? '')}</span>${detail.summary ? `<p>${marked(detail.summary)}</p>` : ''}</summary><div>
${asked === '' ? '' : `<h3>Parameters</h3>${pre(asked)}`}${body === undefined ? '' : `<h3>Body</h3>${pre(body)}`}${answer === undefined ? '' : `<h3>Answer</h3>${pre(answer)}`}</div></details>`;
}

/** The page as HTML. `address` is where the API listens. */
export function referencePage(document: OpenAPI.Document, address: string): string {
  const all = operationsOf(document);
  const groups = [...new Set(all.map(({ detail }) => detail.tags?.[0] ?? 'other'))];
  const curl = `TOKEN=$(cat "$CAIRN_HOME/cli-token")        # or one of your own: cairn token create NAME
curl -H "Authorization: Bearer $TOKEN" ${address}/api/v1/status
curl -H "Authorization: Bearer $TOKEN" "${address}/api/v1/versions?ref=mnist-cnn:best"
GRANT=$(curl -s -H "Authorization: Bearer $TOKEN" --data-binary @model.safetensors -H 'Content-Type: application/octet-stream' \\
  "${address}/api/v1/uploads?path=model.safetensors" | jq -r .grant)
curl -N -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"name":"mnist-cnn","source":{"grant":"'$GRANT'"},"aliases":["best"]}' ${address}/api/v1/versions`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cairn API</title><style>${STYLE}</style></head><body>
<h1>Cairn API</h1><p>${marked(document.info.description ?? '')} A name with ? may be left out. The same as a document: <a href="/api/v1/openapi.json">openapi.json</a></p>
<pre>${escape(curl)}</pre>${groups.map((group) => `<h2>${escape(group)}</h2>${all.filter(({ detail }) => (detail.tags?.[0] ?? 'other') === group).map(operation).join('')}`).join('')}</body></html>`;
}
