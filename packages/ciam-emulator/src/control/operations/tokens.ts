import { currentContext } from '../../server/request-context.ts';
import { tokenLifetime } from '../../tenant/token-lifetime.ts';
import { accessTokenClaims } from '../../tokens/access-token-claims.ts';
import { tokenTimes } from '../../tokens/token-times.ts';
import { namedApplication, namedUser } from '../directory-entries.ts';
import type { Operation } from '../operation.ts';
import { appId, flag, listOf, object, text, user, allRequired } from '../schemas.ts';

/** Claims or header fields of a JWT. */
type Fields = Record<string, unknown>;

const fields = { type: 'object' };
const token = allRequired({ token: text });

export const rotateKeys: Operation<{ forget?: boolean }, Promise<{ kid: string }>> = {
  method: 'POST',
  path: '/keys/rotate',
  summary: 'Signs with a new key from now on. With `forget`, the previous keys are no longer published',
  input: object({ forget: flag }),
  result: allRequired({ kid: text }),
  run: async ({ keys }, { forget = false }) => ({ kid: await keys.rotate(forget) }),
};

export const signToken: Operation<{ claims: Fields; header?: Fields }, Promise<{ token: string }>> = {
  method: 'POST',
  path: '/tokens',
  summary: 'Signs a token with any claims. `iss`, `tid`, `ver` and the times have defaults, and are left out if null',
  input: object({ claims: fields, header: fields }, ['claims']),
  result: token,
  async run({ clock, issuer, directory, keys }, { claims, header = {} }) {
    const iss = currentContext()?.issuer ?? issuer;
    const times = tokenTimes(clock.seconds(), tokenLifetime(directory));
    const filled = { iss, ...times, tid: directory.tenantId, ver: '2.0', ...claims };
    return { token: await keys.sign(shown(filled), header) };
  },
};

/** The access token to issue. */
export interface TokenIssue {
  clientId: string;
  /** An object ID or email address. Without it, the token is for the application itself. */
  user?: string;
  /** The scopes as an app requests them: `api://…/ToDoList.Read`, or `api://…/.default` for an application itself. */
  scopes: readonly string[];
  /** Overrides the tenant's own claims. A claim that is null is removed. */
  claims?: Fields;
}

export const issueToken: Operation<TokenIssue, Promise<{ token: string }>> = {
  method: 'POST',
  path: '/tokens/issue',
  summary: 'Issues the access token that an application would receive, for a user or as itself, without the flow',
  input: object({ clientId: appId, user, scopes: listOf(text), claims: fields }, ['clientId', 'scopes']),
  result: token,
  refusals: [404],
  async run(tenant, { clientId, user: name, scopes, claims }) {
    const { directory, keys } = tenant;
    const client = namedApplication(directory, clientId);
    const subject = name === undefined ? undefined : namedUser(directory, name);
    return {
      token: await keys.sign(shown({ ...accessTokenClaims(tenant, { client, user: subject, scopes }), ...claims })),
    };
  },
};

/** Drops claims that are null. */
function shown(claims: object): object {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

export const revokeSessions: Operation<{ user?: string }, void> = {
  method: 'POST',
  path: '/sessions/revoke',
  summary: 'Ends the browser sessions of a user, or of all users',
  input: object({ user }),
  refusals: [404],
  run: (tenant, { user: name }) =>
    tenant.revokeSessions(name === undefined ? undefined : namedUser(tenant.directory, name).id),
};

export const revokeRefreshTokens: Operation<{ user?: string }, void> = {
  method: 'POST',
  path: '/refresh-tokens/revoke',
  summary: 'Revokes the refresh tokens of a user, or of all users',
  input: object({ user }),
  refusals: [404],
  run: (tenant, { user: name }) =>
    tenant.revokeRefreshTokens(name === undefined ? undefined : namedUser(tenant.directory, name).id),
};
