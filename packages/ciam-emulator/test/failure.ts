import { expect } from 'vitest';

export type Failure = [status: number, error: string, number: number, text: string];

/** The whole response to a request that fails, as Entra sends it: nothing more and nothing less. */
export function failure(status: number, error: string, number: number, text: string, suberror?: string): object {
  const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ';
  const quoted = text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  const id = expect.stringMatching(new RegExp(`^${guid}$`));
  return {
    status,
    headers: expect.objectContaining({
      'x-ms-request-id': id,
      'cache-control': 'no-store, no-cache',
      pragma: 'no-cache',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    }),
    body: {
      error,
      error_description: expect.stringMatching(
        new RegExp(`^AADSTS${number}: ${quoted} Trace ID: ${guid} Correlation ID: ${guid} Timestamp: ${time}$`),
      ),
      error_codes: [number],
      timestamp: expect.stringMatching(new RegExp(`^${time}$`)),
      trace_id: id,
      correlation_id: id,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
      ...(suberror === undefined ? {} : { suberror }),
    },
  };
}
