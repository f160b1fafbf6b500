import type { Request, RequestHandler } from 'express';
import { CrossSiteError } from './errors.ts';

/**
 * Whether a page of this app sent the request, judging by Sec-Fetch-Site, which pages cannot forge, or by Origin if the
 * browser does not send it. `undefined` if the request has neither; a browser's POST always has one.
 *
 * @param origin the app's origin, such as `https://www.contoso.com`
 * @see https://web.dev/articles/fetch-metadata
 */
export function isSameOrigin(req: Request, origin: string): boolean | undefined {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const sender = req.get('origin');
  return sender === undefined ? undefined : sender === origin;
}

/**
 * Whether a page of this app sent the request, but from another of the app's addresses, where the browser has no
 * cookies of this one. Uses only headers of the browser, because a proxy may change `Host`.
 *
 * @param origin the app's origin, such as `https://www.contoso.com`
 */
export function isAtAnotherOrigin(req: Request, origin: string): boolean {
  const sender = req.get('origin') ?? 'null';
  return req.get('sec-fetch-site') === 'same-origin' && sender !== 'null' && sender !== origin;
}

/**
 * Refuses a request that did not come from a page of this app.
 *
 * @param origin the app's origin, such as `https://www.contoso.com`
 * @throws {CrossSiteError} passed to Express
 */
export function sameOriginOnly(origin: string): RequestHandler {
  return (req, _res, next) => {
    if (isSameOrigin(req, origin)) next();
    else next(new CrossSiteError(`${req.method} ${req.path} came from another site.`));
  };
}
