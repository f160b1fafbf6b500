import { AsyncLocalStorage } from 'node:async_hooks';

import type { ErrorFault, TokenFaultKind } from '../control/faults.ts';
import type { Platform } from '../protocol/redirect-uris.ts';
import type { Application } from '../tenant/model.ts';
import type { TenantClock } from './clock.ts';

/** What belongs to one request to one tenant, wherever in the call it is needed. */
export interface RequestContext {
  clock: TenantClock;
  /** Scheme, host and port that responses name. */
  origin: string;
  /** The same, for what apps ask themselves. */
  backChannel: string;
  /** `iss` of what this request issues. */
  issuer: string;
  /** `x-ms-request-id`, and `trace_id` of an error. */
  traceId: string;
  correlationId: string;
  /** What is to be wrong with the tokens of this request, the same whenever it is asked. */
  tokenFault: (clientId?: string) => TokenFaultKind | undefined;
  /** An error that the app is to receive, once it is known where it wants it. */
  authorizeFault?: ErrorFault;
  /** The body, where it was read before the endpoint came to it. */
  body?: string;
  /** The posted form, secrets masked, once it was read. */
  form: Record<string, string>;
  /** The token or device request, once its client is known. */
  tokenRequest?: TokenRequest;
}

/** The authentication contexts that a request demands, by the token that is to name them. */
export interface RequestedContexts {
  access_token: string[];
  id_token: string[];
}

export interface TokenRequest {
  client: Application;
  /** How the client proved itself: 0 not at all, 1 by a secret, 2 by a certificate. */
  credential: '0' | '1' | '2';
  /** What the user's redirect URI is registered for, where there is one. */
  platform: Platform | undefined;
  wantsClientInfo: boolean;
  /** What the response calls the permissions; their full names when absent. */
  answered: string[] | undefined;
  /** The authentication contexts that its `claims` demands. */
  contexts: RequestedContexts;
  /** Seconds that the access token lives, once there is one. */
  expiresIn?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInContext<T>(context: RequestContext, run: () => T): T {
  return storage.run(context, run);
}

export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** @throws Error outside of a request. */
export function requireContext(): RequestContext {
  const context = storage.getStore();
  if (!context) throw new Error('There is no request to a tenant here.');
  return context;
}
