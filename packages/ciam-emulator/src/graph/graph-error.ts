/** An error with Microsoft Graph's code and message. */
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

/** Returns the body of an error response, with the IDs of the request and the time. */
export function errorBody({ code, message }: GraphError, requestId: string, clientId: string, now: number): object {
  const date = new Date(now).toISOString().replace(/\.\d+Z$/, '');
  return { error: { code, message, innerError: { date, 'request-id': requestId, 'client-request-id': clientId } } };
}
