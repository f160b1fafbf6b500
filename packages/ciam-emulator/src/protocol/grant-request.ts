import { userFlowOf } from '../interactions/user-flow.ts';
import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { allContexts, readContexts } from './authentication-contexts.ts';
import { accessProblem } from './conditional-access.ts';
import { checkConsent } from './consent.ts';
import { renewGrant } from './consented-grant.ts';
import type { RequestedScopes } from './scopes.ts';
import { checkUser } from './user-access.ts';

export interface GrantRequest {
  form: URLSearchParams;
  client: Application;
  tenant: Tenant;
}

export interface ProviderRequest {
  /** The parameters for oidc-provider. */
  parameters: URLSearchParams;
  /** The permissions as the response names them. Default: their full names. */
  responseScopes?: string[];
  /** Work to do after oidc-provider has responded. */
  afterwards?: () => Promise<unknown>;
}

/** Validates a request of one grant type, and returns the request for oidc-provider. */
export type Grant = (request: GrantRequest) => ProviderRequest | Promise<ProviderRequest>;

/**
 * Checks that the user and the client may still have tokens.
 *
 * @throws {EntraError} 50057, 50076, 50105, 53003 or 65001
 */
export async function checkGranted(
  source: { accountId?: string | undefined; grantId?: string | undefined; amr?: string[] | undefined },
  wanted: RequestedScopes,
  resource: Application,
  { form, client, tenant }: GrantRequest,
): Promise<void> {
  checkConsent(wanted, client, tenant.directory);
  checkUser(source.accountId, [client, resource], tenant.directory);
  const contexts = allContexts(readContexts(form.get('claims')));
  const { displayName: userFlow } = userFlowOf(tenant.directory, client.appId);
  const attempt = { applications: [client, resource], contexts, userFlow };
  const problem = accessProblem(attempt, source.amr, tenant.directory);
  if (problem) throw problem;
  await renewGrant(source.grantId, client, tenant);
}
