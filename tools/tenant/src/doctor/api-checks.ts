import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { isLoopback, ProxyError, shownAddress } from 'ciam-config';
import { type Finding, findingsOf } from './finding.ts';

const { passed, failed, skipped } = findingsOf('api');

const start = 'Start it: pnpm --filter todolist-api start';

/** Checks that the API accepts the daemon, and refuses requests without a token. */
export async function examineApi(endpoint: string, token: string | undefined, http: AxiosInstance): Promise<Finding[]> {
  const ask = async (headers: Record<string, string>): Promise<AxiosResponse | Error> =>
    http.get(endpoint, { headers, validateStatus: null }).catch((error: Error) => error);

  const stranger = await ask({});
  if (stranger instanceof Error) return [noResponse(endpoint, stranger)];
  const first = refusal(endpoint, stranger);
  const findings = [first];
  if (first.status !== 'passed') {
    findings.push(skipped('api-answers', 'A server that responds like this does not get a token.'));
    return findings;
  }
  if (token === undefined) {
    findings.push(skipped('api-answers', 'Skipped, because the daemon did not get a token.'));
    return findings;
  }
  const known = await ask({ authorization: `Bearer ${token}` });
  findings.push(known instanceof Error ? noResponse(endpoint, known) : admission(known));
  return findings;
}

function noResponse(endpoint: string, error: Error): Finding {
  const { hostname } = new URL(endpoint);
  if (error instanceof ProxyError) {
    return failed('api-refuses', `The API at ${shownAddress(endpoint)} cannot be reached. ${error.message}`);
  }
  const why = axios.isAxiosError(error) ? (error.code ?? error.message) : error.message;
  return isLoopback(hostname) && why === 'ECONNREFUSED'
    ? skipped('api-refuses', `Nothing is listening at ${shownAddress(endpoint)}.`, start)
    : failed(
        'api-refuses',
        `The API at ${shownAddress(endpoint)} does not respond (${why}).`,
        'Check API_ENDPOINT, and that the API is running.',
      );
}

function refusal(endpoint: string, { status, headers }: AxiosResponse): Finding {
  if (status === 401 && headers['www-authenticate']) {
    return passed('api-refuses', 'The API refuses a request without a token.');
  }
  return failed(
    'api-refuses',
    `${shownAddress(endpoint)} responded to a request without a token with ${status}, not with 401 and a challenge.`,
    status < 300
      ? 'The API admits everyone. Take it off the network until every route checks the token.'
      : status >= 500
        ? `The API is failing. See its log and ${new URL('/readyz', endpoint).href}.`
        : 'Another program responds there. Check API_ENDPOINT and the proxy.',
  );
}

/** Explains the API's response to a token. @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function admission({ status, headers }: AxiosResponse): Finding {
  if (status === 200) return passed('api-answers', 'The API accepts the daemon.');
  const challenge = String(headers['www-authenticate'] ?? '');
  const why = /error_description="([^"]+)"/.exec(challenge)?.[1];
  const fixes: Record<number, string> = {
    401:
      'The API does not accept the token. It must have the same API_CLIENT_ID, TENANT_SUBDOMAIN and AUTHORITY as this .env, ' +
      'and a correct clock.',
    403: 'The daemon lacks a permission, or is not in ALLOWED_CLIENT_APPS of the API.',
    503: 'The API cannot reach its database or the tenant. Its /readyz shows which.',
  };
  return failed(
    'api-answers',
    `The API responded to the daemon with ${status}${why ? `: ${why}` : '.'}`,
    fixes[status] ?? 'See the log of the API.',
  );
}
