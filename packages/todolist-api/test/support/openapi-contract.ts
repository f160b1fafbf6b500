import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Contract {
  document: OpenApi;
  /** The schema of that name, compiled. */
  schema(name: string): ValidateFunction;
  /** @throws when the response is not one that the document describes */
  hold(method: string, path: string, response: HeldResponse): void;
}

interface HeldResponse {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

interface OpenApi {
  paths: Record<string, Record<string, { responses?: Record<string, DescribedResponse> }>>;
}

interface DescribedResponse {
  headers?: Record<string, { required?: boolean }>;
  content?: Record<string, { schema: object }>;
}

/** Reads `/openapi.json` of a running API, and judges responses by it. */
export async function createContract(url: string): Promise<Contract> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const compile = (schema: object): ValidateFunction =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')));
  const schema = (name: string): ValidateFunction => compile({ $ref: `#/components/schemas/${name}` });
  const problem = schema('Problem');

  const templates = Object.keys(document.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));

  return {
    document,
    schema,
    hold(method, path, response) {
      const where = `${method} ${path} → ${response.status}`;
      const fail = (what: string): never => {
        throw new Error(`${where}: ${what}\n${response.text}`);
      };
      const template = templates.find(({ pattern }) => pattern.test(path.split('?', 1)[0] ?? ''))?.template ?? '';
      const operation = document.paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
      const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';

      if (!operation) {
        if (![404, 405].includes(response.status))
          fail('an address or method that is not in the document is 404 or 405');
        if (type !== 'application/problem+json' || !problem(response.body)) fail('is not problem+json');
        return;
      }
      const described = operation.responses?.[response.status] ?? fail('this status is not in the document');
      for (const [name, header] of Object.entries(described.headers ?? {})) {
        if (header.required && !response.headers.has(name)) fail(`lacks the header ${name}`);
      }
      if (response.text === '') {
        if (described.content && method !== 'HEAD') fail('has no body');
        return;
      }
      const content = described.content?.[type] ?? fail(`the content type ${type} is not in the document`);
      const validate = compile(content.schema);
      if (!validate(response.body)) fail(ajv.errorsText(validate.errors));
    },
  };
}
