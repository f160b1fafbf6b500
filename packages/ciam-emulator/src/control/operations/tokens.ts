import { namedUser } from '../directory-entries.ts';
import type { Operation } from '../operation.ts';
import { flag, object, text, user, whole } from '../schemas.ts';

/** Claims or header fields of a JWT. */
export type Fields = Record<string, unknown>;

const fields = { type: 'object' };
const token = whole({ token: text });

export const rotateKeys: Operation<{ forget?: boolean }, Promise<{ kid: string }>> = {
  method: 'POST',
  path: '/keys/rotate',
  summary: 'Signs with a new key from now on; with forget, the old ones are no longer published',
  input: object({ forget: flag }),
  result: whole({ kid: text }),
  run: async ({ keys }, { forget = false }) => ({ kid: await keys.rotate(forget) }),
};

export const signToken: Operation<{ claims: Fields; header?: Fields }, Promise<{ token: string }>> = {
  method: 'POST',
  path: '/tokens',
  summary:
    'Signs a token with any claims; iss, tid, ver and the times are filled in unless given, and left out where null',
  input: object({ claims: fields, header: fields }, ['claims']),
  result: token,
  async run({ clock, issuer, directory, keys }, { claims, header = {} }) {
    const now = clock.seconds();
    const filled = { iss: issuer, iat: now, nbf: now, exp: now + 3599, tid: directory.tenantId, ver: '2.0', ...claims };
    const shown = Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== null));
    return { token: await keys.sign(shown, header) };
  },
};

export const revokeSessions: Operation<{ user?: string }, void> = {
  method: 'POST',
  path: '/sessions/revoke',
  summary: "Ends a user's browser sessions, or everybody's",
  input: object({ user }),
  refusals: [404],
  run: (tenant, { user: name }) =>
    tenant.revokeSessions(name === undefined ? undefined : namedUser(tenant.directory, name).id),
};

export const revokeRefreshTokens: Operation<{ user?: string }, void> = {
  method: 'POST',
  path: '/refresh-tokens/revoke',
  summary: "Revokes a user's refresh tokens, or everybody's",
  input: object({ user }),
  refusals: [404],
  run: (tenant, { user: name }) =>
    tenant.revokeRefreshTokens(name === undefined ? undefined : namedUser(tenant.directory, name).id),
};
