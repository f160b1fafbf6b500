import { approveDeviceCode as approve, declineDeviceCode as decline } from '../../browserless/device-codes.ts';
import { type AuthorizationResponse, signIn as browse } from '../../browserless/sign-in.ts';
import { namedUser } from '../directory-entries.ts';
import type { Operation } from '../operation.ts';
import { object, text, user, allRequired } from '../schemas.ts';

const userCode = { type: 'string', description: 'the code that the device shows' };

export const signIn: Operation<{ authorizeUrl: string; user: string }, Promise<AuthorizationResponse>> = {
  method: 'POST',
  path: '/sign-in',
  summary: 'Signs a user in without a browser, and returns the response that the browser would bring to the app',
  input: allRequired({
    authorizeUrl: { type: 'string', pattern: '^https?://', description: 'an authorization request' },
    user,
  }),
  result: allRequired({
    method: { enum: ['GET', 'POST'] },
    url: text,
    fields: { type: 'object', additionalProperties: text },
  }),
  refusals: [404],
  run: async (tenant, { authorizeUrl, user: name }) => browse(tenant, authorizeUrl, namedUser(tenant.directory, name)),
};

export const approveDeviceCode: Operation<{ userCode: string; user: string }, Promise<void>> = {
  method: 'POST',
  path: '/device-codes/approve',
  summary: 'Enters a device code and signs a user in for it, without a browser',
  input: allRequired({ userCode, user }),
  refusals: [404],
  run: async (tenant, { userCode: code, user: name }) => approve(tenant, code, namedUser(tenant.directory, name)),
};

export const declineDeviceCode: Operation<{ userCode: string }, Promise<void>> = {
  method: 'POST',
  path: '/device-codes/decline',
  summary: 'Enters a device code and declines, without a browser',
  input: object({ userCode }, ['userCode']),
  run: async (tenant, { userCode: code }) => decline(tenant, code),
};
