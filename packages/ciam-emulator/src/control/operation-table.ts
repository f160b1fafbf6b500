import type { Operation } from './operation.ts';
import * as applications from './operations/applications.ts';
import * as consents from './operations/consents.ts';
import * as faults from './operations/faults.ts';
import * as health from './operations/health.ts';
import * as inbox from './operations/inbox.ts';
import * as requests from './operations/requests.ts';
import * as signIn from './operations/sign-in.ts';
import * as tenant from './operations/tenant.ts';
import * as tokens from './operations/tokens.ts';
import * as users from './operations/users.ts';

/**
 * The operations of the control API by their ID. The HTTP routes and the OpenAPI description are derived from this
 * table.
 */
export const operationTable: Readonly<Record<string, Operation<never, unknown>>> = {
  ...health,
  ...tenant,
  ...users,
  ...applications,
  ...consents,
  ...signIn,
  ...inbox,
  ...tokens,
  ...faults,
  ...requests,
};
