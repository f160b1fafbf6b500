import { endpointNames, tokenFaultKinds } from './faults.ts';
import { object, type ObjectSchema, type Schema, text } from './schemas.ts';

const count = { type: 'integer', minimum: 1 };
const status = { type: 'integer', minimum: 200, maximum: 599 };

/** The schema of one or several kinds of faults with the same properties. */
function kinds(
  names: readonly string[],
  {
    endpoints = endpointNames,
    needs = {},
    takes = {},
  }: Partial<Record<'needs' | 'takes', Record<string, Schema>>> & {
    endpoints?: readonly string[];
  } = {},
): ObjectSchema {
  const properties = {
    kind: { enum: names },
    endpoint: { enum: endpoints },
    clientId: text,
    grantType: text,
    after: { type: 'integer', minimum: 0 },
    times: count,
    probability: { type: 'number', minimum: 0, maximum: 1 },
    ...needs,
    ...takes,
  };
  return object(properties, ['kind', 'endpoint', ...Object.keys(needs)]);
}

const withJson = ['discovery', 'keys', 'token', 'devicecode'];
const withTokens = ['token', 'authorize'];

/** The schema of a fault, with exactly the properties of its kind. */
export const faultSchema: Schema = {
  type: 'object',
  discriminator: { propertyName: 'kind' },
  required: ['kind'],
  oneOf: [
    kinds(['status'], { needs: { status }, takes: { retryAfterSeconds: { type: 'integer', minimum: 0 } } }),
    kinds(['error'], {
      needs: { error: text, number: { type: 'integer' }, description: text },
      takes: { status, suberror: text, claims: text },
    }),
    kinds(['delay'], { needs: { milliseconds: { type: 'integer', minimum: 0, maximum: 600_000 } } }),
    kinds(['html'], { takes: { status } }),
    kinds(['response'], {
      needs: { status },
      takes: {
        headers: {
          type: 'object',
          propertyNames: { pattern: '^[\\w-]+$' },
          additionalProperties: { type: 'string', pattern: '^[\\t -~]*$' },
        },
        body: { description: 'a text, or anything else as JSON' },
      },
    }),
    kinds(['change'], {
      endpoints: withJson,
      needs: { body: { type: 'object', description: 'a JSON merge patch (RFC 7396) of a successful response' } },
    }),
    kinds(['claims'], {
      endpoints: withTokens,
      needs: { claims: { type: 'object', description: 'a JSON merge patch (RFC 7396) of the claims' } },
    }),
    kinds(['reset', 'truncate']),
    kinds(['slow_down'], { endpoints: ['token'] }),
    kinds(['wrong_issuer'], { endpoints: [...withTokens, 'discovery'] }),
    kinds(
      tokenFaultKinds.filter((kind) => kind !== 'wrong_issuer' && kind !== 'claims'),
      { endpoints: withTokens },
    ),
  ],
};
