import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorFault, TokenFault } from '../control/faults.ts';
import type { Platform } from '../protocol/redirect-uris.ts';
import type { Application } from '../tenant/model.ts';
import type { TenantClock } from './clock.ts';

/** The context of one request to one tenant, available throughout its handling. */
export interface RequestContext {
  clock: TenantClock;
  /** The origin in responses. */
  origin: string;
  /** The origin for apps' own requests. */
  backChannel: string;
  /** The `iss` of tokens that this request issues. */
  issuer: string;
  /** The `x-ms-request-id`, and the `trace_id` of an error. */
  traceId: string;
  correlationId: string;
  /** Returns the fault of this request's tokens. Repeated calls return the same fault. */
  tokenFault: (clientId?: string) => TokenFault | undefined;
  /** An error to send to the app, once its address is known. */
  authorizeFault?: ErrorFault;
  /** The body, if it was read before the endpoint runs. */
  body?: string;
  /** The posted form with secrets masked, once it was read. */
  form: Record<string, string>;
  /** The token or device request, once its client is known. */
  tokenRequest?: TokenRequest;
}

/** The requested authentication contexts, by the token that should contain them. */
export interface RequestedContexts {
  access_token: string[];
  id_token: string[];
}

export interface TokenRequest {
  client: Application;
  /** How the client authenticated: 0 not at all, 1 with a secret, 2 with a certificate. */
  credential: '0' | '1' | '2';
  /** The platform of the user's redirect URI, if there is one. */
  platform: Platform | undefined;
  wantsClientInfo: boolean;
  /** The permissions as the response names them. Default: their full names. */
  responseScopes: string[] | undefined;
  /** The authentication contexts that `claims` requests. */
  contexts: RequestedContexts;
  /** The lifetime of the access token in seconds, once there is one. */
  expiresIn?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInContext<T>(context: RequestContext, run: () => T): T {
  return storage.run(context, run);
}

export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/**
 * Returns the context of the current request.
 *
 * @throws {Error} outside a request
 */
export function requireContext(): RequestContext {
  const context = storage.getStore();
  if (!context) throw new Error('There is no request to a tenant here.');
  return context;
}
