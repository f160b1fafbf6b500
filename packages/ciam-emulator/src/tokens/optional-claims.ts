import type { SignInMethods } from '../protocol/sign-in-methods.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { OptionalClaim } from '../tenant/model.ts';
import { present } from '../tenant/present.ts';

/** The sources of a user's optional claims. */
export interface OptionalClaimSource {
  user: DirectoryUser;
  /** When the user signed in, in seconds since 1970, if known. */
  authTime?: number | undefined;
  methods?: SignInMethods | undefined;
}

/**
 * Returns the `login_hint` claim of a user. It is opaque to apps, which send it back as `login_hint` or `logout_hint`.
 */
export function loginHint(user: DirectoryUser): string {
  return `O.${Buffer.from(user.id).toString('base64url')}`;
}

const wellKnown = new Map<string, (source: OptionalClaimSource) => unknown>(
  Object.entries<(source: OptionalClaimSource) => unknown>({
    acct: () => 0,
    acrs: ({ methods }) => contexts(methods),
    amr: ({ methods }) => methods?.amr ?? ['pwd'],
    auth_time: ({ authTime }) => authTime,
    country: ({ user }) => user.country,
    ctry: ({ user }) => user.country,
    email: ({ user }) => user.mail,
    family_name: ({ user }) => user.surname,
    given_name: ({ user }) => user.givenName,
    groups: ({ user }) => user.groups,
    login_hint: ({ user }) => loginHint(user),
    postalCode: ({ user }) => user.postalCode,
    signin_state: () => ['kmsi'],
  }),
);

/** Returns the contexts that were requested or are satisfied by the sign-in. */
function contexts(methods: SignInMethods | undefined): string[] | undefined {
  const all = new Set([...(methods?.demanded ?? []), ...(methods?.satisfied ?? [])]);
  return all.size > 0 ? [...all] : undefined;
}

/**
 * Returns the optional claims that an application requests, if the user has them. An unknown name is treated as a
 * custom attribute.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
 */
export function optionalClaims(asked: readonly OptionalClaim[] = [], source: OptionalClaimSource): object {
  const attributes = new Map<string, unknown>(Object.entries(source.user.attributes ?? {}));
  const claims = asked.map(({ name }): [string, unknown] => [
    name,
    wellKnown.has(name) ? wellKnown.get(name)?.(source) : attributes.get(name),
  ]);
  return present(Object.fromEntries(claims));
}
