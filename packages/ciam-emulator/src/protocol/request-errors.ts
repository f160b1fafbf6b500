import { EntraError } from './entra-error.ts';

/** The errors of any kind of request. */
export const requestErrors = {
  requestMalformed: (): EntraError =>
    new EntraError(9002313, 'invalid_request', 'Invalid request. Request is malformed or invalid.'),
  parameterMissing: (name: string): EntraError =>
    new EntraError(900144, 'invalid_request', `The request body must contain the following parameter: '${name}'.`),
  parameterDuplicated: (name: string): EntraError =>
    new EntraError(
      9000411,
      'invalid_request',
      `The request is not properly formatted. The parameter '${name}' is duplicated.`,
    ),
  methodNotAllowed: (methods: string, method: string): EntraError =>
    new EntraError(
      900561,
      'invalid_request',
      `The endpoint only accepts ${methods.replaceAll(' ', ', ')} requests. Received a ${method} request.`,
    ),
  scopeInvalid: (scope: string): EntraError =>
    new EntraError(
      70011,
      'invalid_scope',
      `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    ),
  /** Client credentials for several APIs; users receive 28000. */
  defaultScopesSeveral: (scope: string): EntraError =>
    new EntraError(
      70011,
      'invalid_scope',
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    ),
  defaultScopeMixed: (scope: string): EntraError =>
    new EntraError(
      70011,
      'invalid_scope',
      `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid. .default scope can't be combined with resource-specific scopes.`,
    ),
  defaultScopeMissing: (scope: string): EntraError =>
    new EntraError(
      1002012,
      'invalid_scope',
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  resourceNotFound: (resource: string, tenant: string): EntraError =>
    new EntraError(
      500011,
      'invalid_resource',
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
  severalResources: (scope: string): EntraError =>
    new EntraError(
      28000,
      'invalid_request',
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    ),
  grantUnsupported: (grant: string): EntraError =>
    new EntraError(70003, 'unsupported_grant_type', `The app requested an unsupported grant type '${grant}'.`),
  tenantNotFound: (tenant: string, error = 'invalid_request'): EntraError =>
    new EntraError(
      90002,
      error,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    ),
  accountTypeWrong: (): EntraError =>
    new EntraError(
      500207,
      'invalid_request',
      "The account type can't be used for the resource you're trying to access.",
    ),
  other: (error: string): EntraError =>
    new EntraError(9002313, error, 'Invalid request. Request is malformed or invalid.'),
  unexpected: (): EntraError =>
    new EntraError(90033, 'temporarily_unavailable', 'A transient error has occurred. Please try again.', {
      status: 500,
    }),
};
