import { ApiError } from './api-error.ts';

/**
 * Returns the URL of the next page from the `Link` header of a response, or undefined on the last page. Keeps the query
 * of `asked`, such as the key of an Azure Function.
 *
 * @throws {ApiError} when the next page is at another origin, because the access token must not go there
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextPage(link: unknown, asked: string): string | undefined {
  const target = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(typeof link === 'string' ? link : '')?.[1];
  if (target === undefined || !URL.canParse(target, asked)) return undefined;
  const [from, next] = [new URL(asked), new URL(target, asked)];
  if (next.origin !== from.origin) {
    const message = `The next page of the list is at ${next.origin}, and the access token must not go to another origin.`;
    throw new ApiError('unexpected_response', message, 'Check API_ENDPOINT and the proxy.');
  }
  for (const [name, value] of from.searchParams) {
    if (!next.searchParams.has(name)) next.searchParams.set(name, value);
  }
  return next.href;
}
