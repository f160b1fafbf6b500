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

/** Everything the control API can do, by operation id; its HTTP form and its OpenAPI description both follow from this. */
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
