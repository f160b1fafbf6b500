export type GraphErrorCode =
  /** 403: the administrator lacks a role or a consent. */
  | 'graph_forbidden'
  /** 401: the administrator's token has expired or is for something else. */
  | 'graph_unauthorized'
  /** The tenant, or the account, holds as many objects as it may. */
  | 'graph_full'
  /** Graph responded, and not with success. */
  | 'graph_refused'
  /** No response, so whether a change was made is unknown; running the command again finds out. */
  | 'graph_unreachable'
  /** The user pressed Ctrl-C. */
  | 'graph_interrupted';

/** A request to Microsoft Graph that did not succeed. The message names the request, Graph's reason and its request ID. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  /** The HTTP status, where there was a response. */
  readonly status: number | undefined;
  /** Graph's own error code, such as `Authorization_RequestDenied`. */
  readonly graphCode: string | undefined;

  constructor(
    code: GraphErrorCode,
    message: string,
    options: ErrorOptions & { status?: number; graphCode?: string | undefined } = {},
  ) {
    super(message, options);
    this.code = code;
    this.status = options.status;
    this.graphCode = options.graphCode;
  }
}

/** Whether Graph refused to make something because it is there. It may be another thing of that name: read it again. */
export function saysItIsThere(error: unknown): boolean {
  return (
    error instanceof GraphError &&
    (error.status === 409 || /already (?:exists?|in use)|is in use by|conflicting object/i.test(error.message))
  );
}
