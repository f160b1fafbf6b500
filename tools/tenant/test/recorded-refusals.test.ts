import { localServer } from 'test-support';
import { expect, test } from 'vitest';
import { createGraphClient, type GraphClient } from '../src/graph/graph-client.ts';
import { alreadyExists } from '../src/graph/graph-error.ts';

type Act = (client: GraphClient) => Promise<unknown>;
const post: Act = (client) => client.post('/servicePrincipals', {});
const patch: Act = (client) => client.patch('/applications/0f0f0f0f-0000-4000-8000-000000000001', {});
const find: Act = (client) => client.find(`/applications(uniqueName='shop-api')`);
const get: Act = (client) => client.get('/applications/0f0f0f0f-0000-4000-8000-000000000001');

interface Served {
  client: GraphClient;
  requests: string[];
  waits: number[];
}

/** A Graph that refuses once, or ends the connection, and then does what it is asked. */
async function served(
  refusal: { status: number; code?: string; message?: string; headers?: Record<string, string> } | 'reset',
  act: (served: Served) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  await using server = await localServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (requests.length > 1) response.end('{"id":"0f0f0f0f-0000-4000-8000-000000000001"}');
    else if (refusal === 'reset') request.socket.destroy();
    else {
      const { status, code, message, headers = {} } = refusal;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { code, message } }));
    }
  });
  const waits: number[] = [];
  const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  await act({ client: createGraphClient({ accessToken: 'x', graph: server.url, wait }), requests, waits });
}

/** As real tenants were recorded to word them. */
const passing: [string, Act, { status: number; code?: string; message?: string; headers?: Record<string, string> }][] =
  [
    ['another writes', post, refusal(409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.')],
    ['another writes', patch, refusal(409, 'Request_BadRequest', 'A concurrency violation has occurred.')],
    ['another writes', patch, refusal(409, 'Conflict', 'Please wait briefly and retry.')],
    [
      'a service principal before its application',
      post,
      refusal(
        403,
        'Authorization_RequestDenied',
        'When using this permission, the backing application of the service principal being created must in the local tenant',
      ),
    ],
    [
      'a service principal before its application',
      post,
      refusal(
        400,
        'Request_BadRequest',
        "The appId 'x' of the service principal does not reference a valid application object.",
      ),
    ],
    ['a reference', post, refusal(400, 'Request_BadRequest', 'Not a valid reference update.')],
    [
      'a grant before its service principal',
      post,
      refusal(
        400,
        'Request_BadRequest',
        "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
      ),
    ],
    ['an attachment', post, refusal(400, 'AADB2C', "The application id 'x' is invalid.")],
    ['a role', post, refusal(400, 'Request_BadRequest', "Permission being assigned was not found on application 'x'.")],
    ['a user flow of a new tenant', post, refusal(400, 'AADB2C', 'AADB2C90063: There is a problem with the service.')],
    [
      'a dependency',
      post,
      refusal(424, 'FailedDependency', 'The request failed due to failure of a previous request.'),
    ],
    ['a replica', post, refusal(404, 'Request_ResourceNotFound', "Resource 'x' does not exist.")],
    ['a replica', patch, refusal(404, 'Request_ResourceNotFound', "Resource 'x' does not exist.")],
    ['a replica', get, refusal(404, 'Request_ResourceNotFound', "Resource 'x' does not exist.")],
    [
      'a tenant a few minutes old',
      (client) => client.get('/organization'),
      refusal(404, 'Request_ResourceNotFound', ''),
    ],
    ['throttling', post, { ...refusal(429, 'TooManyRequests', ''), headers: { 'retry-after': '7' } }],
    ['throttling without Retry-After', post, refusal(429, 'TooManyRequests', '')],
    ['throttling without Retry-After', get, refusal(429, 'activityLimitReached', '')],
    ['an outage', post, refusal(503, 'serviceNotAvailable', '')],
    ['an outage', post, refusal(504, 'UnknownError', '')],
    ['an outage', patch, refusal(500, 'InternalServerError', '')],
  ];

function refusal(status: number, code: string, message: string) {
  return { status, code, message };
}

test.each(passing)('%s is waited for', async (_what, act, response) => {
  await served(response, async ({ client, requests, waits }) => {
    await act(client);
    expect(requests).toEqual([requests[0], requests[0]]);
    expect(waits).toEqual([response.headers ? 7000 : 500]);
  });
});

test.each([
  ['a POST', post],
  ['a PATCH', patch],
  ['a GET', get],
] as const)('%s whose connection was reset is sent again', async (_what, act) => {
  await served('reset', async ({ client, requests }) => {
    await act(client);
    expect(requests).toHaveLength(2);
  });
});

test.each(['reset', refusal(504, 'UnknownError', '')] as const)('a secret is not made twice (%s)', async (response) => {
  await served(response, async ({ client, requests }) => {
    await expect(client.post('/applications/x/addPassword', {})).rejects.toThrow('/addPassword');
    expect(requests).toHaveLength(1);
  });
});

/** What no waiting changes. */
const lasting: [string, Act, ReturnType<typeof refusal>, string][] = [
  ['a missing role', post, refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges.'), 'graph_forbidden'],
  [
    'a full tenant',
    post,
    refusal(403, 'Directory_QuotaExceeded', 'The directory object quota limit for the Tenant has been exceeded.'),
    'graph_full',
  ],
  [
    'a full account',
    post,
    refusal(400, 'Directory_QuotaExceeded', 'The directory object quota limit for the Principal has been exceeded.'),
    'graph_full',
  ],
  [
    'an Application ID URI of another',
    patch,
    refusal(
      400,
      'Request_BadRequest',
      'Another object with the same value for property identifierUris already exists.',
    ),
    'graph_refused',
  ],
  [
    'a token that ended',
    get,
    refusal(401, 'InvalidAuthenticationToken', 'Lifetime validation failed.'),
    'graph_unauthorized',
  ],
];

test.each(lasting)('%s is an error at once', async (_what, act, response, code) => {
  await served(response, async ({ client, requests, waits }) => {
    await expect(act(client)).rejects.toMatchObject({ code, message: expect.stringContaining(response.message) });
    expect(requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

test('an application that no one has made is not waited for', async () => {
  await served(refusal(404, 'Request_ResourceNotFound', ''), async ({ client, waits }) => {
    await expect(find(client)).resolves.toBeUndefined();
    expect(waits).toEqual([]);
  });
});

test.each([
  [400, 'Request_BadRequest', 'Permission being assigned already exists on the object'],
  [409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.'],
  [409, 'ObjectConflict', 'The object is there.'],
  [400, 'Request_BadRequest', 'A conflicting object with one or more of the specified property values is present.'],
  [400, 'Request_BadRequest', 'One or more added object references already exist for the modified properties.'],
  [400, 'AADB2C', "displayName is in use by AuthenticationEventsFlow with id '0f0f0f0f-0000-4000-8000-000000000001'"],
])('%i %s: %s says that it is there', async (status, code, message) => {
  await served({ status, code, message }, async ({ client }) => {
    const error: unknown = await post(client).catch((cause: unknown) => cause);
    expect(alreadyExists(error)).toBe(true);
  });
});
