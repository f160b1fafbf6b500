import { ApiError } from './api-error.ts';

/**
 * Where a list goes on, by the `Link` header of its response; undefined where it ends. The query of `asked`, such as the key
 * of an Azure Function, is kept.
 *
 * @throws {ApiError} when it is at another origin, to which the access token must not go
 * @see RFC 8288
 */
export function nextPage(link: unknown, asked: string): string | undefined {
  const target = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(typeof link === 'string' ? link : '')?.[1];
  if (target === undefined || !URL.canParse(target, asked)) return undefined;
  const [from, next] = [new URL(asked), new URL(target, asked)];
  if (next.origin !== from.origin) {
    const message = `The API says that its list goes on at ${next.origin}, where the access token must not go.`;
    throw new ApiError('unexpected_response', message, 'Check API_ENDPOINT and the proxy.');
  }
  for (const [name, value] of from.searchParams) {
    if (!next.searchParams.has(name)) next.searchParams.set(name, value);
  }
  return next.href;
}
