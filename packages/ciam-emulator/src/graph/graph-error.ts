/** Why Microsoft Graph refuses, in its own words. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly status: number;

  constructor(status: number, code: GraphErrorCode, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type GraphErrorCode =
  | 'InvalidAuthenticationToken'
  | 'Authorization_RequestDenied'
  | 'BadRequest'
  | 'Request_BadRequest'
  | 'Request_ResourceNotFound'
  | 'ImageNotFound'
  | 'UnknownError';

/** What an error is sent as, with the ids of its request and the time. */
export function errorBody({ code, message }: GraphError, requestId: string, clientId: string, now: number): object {
  const date = new Date(now).toISOString().replace(/\.\d+Z$/, '');
  return { error: { code, message, innerError: { date, 'request-id': requestId, 'client-request-id': clientId } } };
}
