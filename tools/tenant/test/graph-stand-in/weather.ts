import { type Json, Refusal } from './validation.ts';

const concurrency = new Refusal(
  409,
  'Directory_ConcurrencyViolation',
  'A concurrency violation has occurred. Please wait briefly and retry.',
);
const notPresent = new Refusal(
  400,
  'Request_BadRequest',
  "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
);

/** What real tenants were recorded to refuse for a while, in this order, before they do what they are asked. */
const recorded: { method: string; path: RegExp; refusals: Refusal[] }[] = [
  { method: 'GET', path: /^\/organization$/, refusals: [new Refusal(404, 'Request_ResourceNotFound', 'Not found.')] },
  { method: 'PATCH', path: /^\/applications/, refusals: [concurrency] },
  {
    method: 'POST',
    path: /^\/servicePrincipals$/,
    refusals: [
      new Refusal(
        403,
        'Authorization_RequestDenied',
        'When using this permission, the backing application of the service principal being created must in the local tenant',
      ),
      new Refusal(
        400,
        'Request_BadRequest',
        "The appId 'x' of the service principal does not reference a valid application object.",
      ),
    ],
  },
  {
    method: 'POST',
    path: /appRoleAssignedTo$/,
    refusals: [
      concurrency,
      new Refusal(400, 'Request_BadRequest', "Permission being assigned was not found on application 'x'."),
    ],
  },
  { method: 'POST', path: /^\/oauth2PermissionGrants$/, refusals: [notPresent, concurrency] },
  { method: 'PATCH', path: /^\/oauth2PermissionGrants/, refusals: [concurrency] },
  {
    method: 'POST',
    path: /authenticationEventsFlows$/,
    refusals: [new Refusal(400, 'AADB2C', 'AADB2C90063: There is a problem with the service.')],
  },
  {
    method: 'POST',
    path: /includeApplications$/,
    refusals: [
      new Refusal(400, 'AADB2C', "The application id 'x' is invalid."),
      new Refusal(424, 'FailedDependency', 'The request failed due to failure of a previous request.'),
      concurrency,
    ],
  },
];

/** The state of the service: each request like another one is refused as often as real tenants did. */
export class Weather {
  readonly #counts = new Map<string, number>();

  refusal(method: string, path: string, body: unknown): Refusal | undefined {
    const rule = recorded.find((entry) => entry.method === method && entry.path.test(path));
    if (!rule) return undefined;
    const about = (body ?? {}) as Json;
    const key = [method, path, about['appId'], about['clientId'], about['resourceId'], about['appRoleId']].join(' ');
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return rule.refusals[count];
  }
}
