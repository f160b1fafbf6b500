export type GraphErrorCode =
  /** 403: the administrator lacks a role or a consent. */
  | 'graph_forbidden'
  /** 401: the administrator's token has expired or is for something else. */
  | 'graph_unauthorized'
  /** The tenant or the account has reached its limit of objects. */
  | 'graph_full'
  /** Graph responded with an error. */
  | 'graph_refused'
  /** There was no response, so it is unknown whether a change was made. Running the command again shows it. */
  | 'graph_unreachable'
  /** The user pressed Ctrl-C. */
  | 'graph_interrupted';

/** A request to Microsoft Graph that did not succeed. The message names the request, Graph's reason and its request ID. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  /** The HTTP status, if there was a response. */
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

/**
 * Whether Graph refused to create something because it already exists. The existing one may be another object of that
 * name, so read it again.
 */
export function alreadyExists(error: unknown): boolean {
  return (
    error instanceof GraphError &&
    (error.status === 409 || /already (?:exists?|in use)|is in use by|conflicting object/i.test(error.message))
  );
}
