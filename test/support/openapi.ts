// Holds answers against the service's own OpenAPI document: path, status, media type, headers and body.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Media {
  schema: object;
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; description?: string; example?: unknown; schema: object }[];
  responses: Record<string, { content?: Record<string, Media>; headers?: Record<string, unknown> }>;
}

export interface OpenApi {
  openapi: string;
  paths: Record<string, { get?: Operation }>;
  components: { schemas: Record<string, object> };
}

export interface CheckedAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Checks one answer to `GET url`; throws with every deviation. */
export type CheckAnswer = (url: string, answer: CheckedAnswer) => void;

export function openapiChecker(document: OpenApi): CheckAnswer {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addSchema({ $id: 'root', $defs: document.components.schemas });
  const compiled = new Map<Media, ValidateFunction>();

  return (url, { status, headers, text }) => {
    const path = new URL(url, 'http://localhost').pathname;
    const fail = (what: string) => new Error(`GET ${url.slice(0, 200)} ${status}: ${what}`);
    const operation = operationFor(document, path);
    // A path that is not documented can only be refused, in the words that all problems share.
    const responses = operation?.responses ?? document.paths['/healthz']?.get?.responses ?? {};
    if (!operation && ![400, 404, 405, 414].includes(status)) throw fail('an undocumented path is answered');
    const response = operation ? responses[status] : responses[400];
    if (!response) throw fail('this status is not documented');
    for (const name of Object.keys(response.headers ?? {})) if (!headers.has(name)) throw fail(`no header ${name}`);
    if (!response.content) {
      if (text !== '') throw fail('a body where none is documented');
      return;
    }
    const [type = ''] = headers.get('content-type')?.split(';') ?? [];
    const media = response.content[type];
    if (!media) throw fail(`media type ${type} is not documented`);
    const validate = compiled.get(media) ?? ajv.compile(rooted(media.schema));
    compiled.set(media, validate);
    if (!validate(type.endsWith('json') ? JSON.parse(text) : text))
      throw fail(ajv.errorsText(validate.errors, { dataVar: 'body' }).slice(0, 1000));
  };
}

function operationFor(document: OpenApi, path: string): Operation | undefined {
  const exact = document.paths[path]?.get;
  if (exact) return exact;
  const template = Object.keys(document.paths).find((candidate) =>
    new RegExp(`^${candidate.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return template === undefined ? undefined : document.paths[template]?.get;
}

/** References to components, as a schema of its own knows them. */
function rooted(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"root#/$defs/'));
}
