import type { FileApplication, TenantFile } from 'ciam-emulator/tenant-file';
import fc from 'fast-check';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const text = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 äé&'"$-]{0,20}[a-z]$/);
const redirectUri = fc.oneof(
  fc.tuple(word, word).map(([host, path]) => `https://${host}.example.com/${path}`),
  word.map((path) => `http://localhost:3000/${path}`),
);
const redirectUris = fc.uniqueArray(redirectUri, { maxLength: 3 }).map((uris) => ({ redirectUris: uris }));
const values = fc.uniqueArray(
  fc.tuple(word, fc.constantFrom('Read', 'Write')).map((parts) => parts.join('.')),
  { maxLength: 3 },
);
const claims = fc
  .uniqueArray(fc.constantFrom('email', 'login_hint', 'groups', 'acct', 'idtyp'), { maxLength: 3 })
  .map((names) => names.map((name) => ({ name })));

function optional<T, K extends string>(key: K, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Partial<Record<K, T>>> {
  const given = arbitrary.map((value) => ({ [key]: value }) as Partial<Record<K, T>>);
  return fc.oneof(fc.constant({} as Partial<Record<K, T>>), given);
}

const application = fc
  .tuple(
    fc.record({ displayName: text }),
    optional(
      'web',
      fc
        .tuple(
          redirectUris,
          optional(
            'logoutUrl',
            word.map((path) => `https://app.example.com/${path}`),
          ),
        )
        .map(([platform, logout]) => Object.assign({}, platform, logout)),
    ),
    optional('spa', redirectUris),
    optional('publicClient', redirectUris),
    optional('isFallbackPublicClient', fc.boolean()),
    optional('identifierUris', fc.constant(['api://{appId}'])),
    optional(
      'api',
      fc
        .tuple(optional('requestedAccessTokenVersion', fc.constant(2 as const)), values)
        .map(([version, scopes]) =>
          Object.assign({}, version, { oauth2PermissionScopes: scopes.map((value) => ({ value })) }),
        ),
    ),
    optional(
      'appRoles',
      values.map((roles) => roles.map((value) => ({ value, allowedMemberTypes: ['Application' as const] }))),
    ),
    optional('appRoleAssignmentRequired', fc.boolean()),
    optional(
      'optionalClaims',
      fc
        .tuple(optional('idToken', claims), optional('accessToken', claims))
        .map(([id, access]) => Object.assign({}, id, access)),
    ),
    optional(
      'federatedIdentityCredentials',
      fc.uniqueArray(word, { maxLength: 2 }).map((names) =>
        names.map((name) => ({
          name,
          issuer: 'https://token.example.com/',
          subject: `repo:${name}`,
          audiences: ['api://AzureADTokenExchange'],
        })),
      ),
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as Omit<FileApplication, 'name'>);

/** Tenant files of any form, with permissions that their APIs have and user flows for some of their apps. */
export const tenantFiles: fc.Arbitrary<TenantFile> = fc
  .record({
    name: fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/),
    names: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    applications: fc.array(application, { minLength: 4, maxLength: 4 }),
    choices: fc.infiniteStream(fc.nat({ max: 5 })),
    flows: fc.nat({ max: 2 }),
    branding: optional('branding', fc.record({ backgroundColor: fc.constant('#ffd500'), signInPageText: text })),
  })
  .map(({ name, names, applications, choices, flows, branding }) => {
    const next = (): number => Number(choices.next().value);
    const bare: FileApplication[] = names.map((own, index) =>
      Object.assign({ name: own, displayName: own }, applications[index]),
    );
    return Object.assign({}, branding, {
      name,
      applications: bare.map((app) =>
        Object.assign({}, app, {
          permissions: [
            ...(next() > 2 ? [{ resource: 'Microsoft Graph', scopes: ['openid', 'offline_access'] }] : []),
            ...bare.flatMap(({ name: resource, api, appRoles = [] }) =>
              next() > 2 && resource !== app.name
                ? [
                    {
                      resource,
                      scopes: (api?.oauth2PermissionScopes ?? []).map(({ value }) => value).filter(() => next() > 1),
                      appRoles: appRoles.map(({ value }) => value).filter(() => next() > 1),
                    },
                  ]
                : [],
            ),
          ],
          env: { clientId: `${app.name.toUpperCase()}_CLIENT_ID`, clientSecret: `${app.name.toUpperCase()}_SECRET` },
        }),
      ),
      userFlows: Array.from({ length: flows }, (_, index) => ({
        displayName: `Flow ${index}`,
        applications: names.filter((_name, at) => at % 2 === index),
        identityProviders: [next() > 2 ? 'EmailPassword-OAUTH' : 'EmailOtpSignup-OAUTH'],
        isSignUpAllowed: next() > 2,
        attributes: ['displayName', 'country', 'loyaltyNumber', 'city'].slice(next() % 4).map((attribute) => ({
          name: attribute,
          label: `Your ${attribute}`,
          required: next() > 2,
        })),
      })),
      local: { users: [] },
    });
  });
