import type { Request, RequestHandler } from 'express';
import { CrossSiteError } from './errors.ts';

/**
 * Whether a page of this app sent the request: by Sec-Fetch-Site, which no page can forge; by Origin, where a browser does not send
 * that; `undefined` where the request carries neither, as no browser's POST does.
 *
 * @param origin the app's own, such as `https://www.contoso.com`
 * @see https://web.dev/articles/fetch-metadata
 */
export function isSameOrigin(req: Request, origin: string): boolean | undefined {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const sender = req.get('origin');
  return sender === undefined ? undefined : sender === origin;
}

/**
 * Whether a page of this app sent the request, but the browser has this app open at another of its addresses, where it has no cookies of
 * this one. Tells only what the browser itself says; a proxy may change `Host`.
 *
 * @param origin the app's own, such as `https://www.contoso.com`
 */
export function isAtAnotherOrigin(req: Request, origin: string): boolean {
  const sender = req.get('origin') ?? 'null';
  return req.get('sec-fetch-site') === 'same-origin' && sender !== 'null' && sender !== origin;
}

/**
 * Refuses a request that did not come from a page of this app.
 *
 * @param origin the app's own, such as `https://www.contoso.com`
 * @throws CrossSiteError, handed to Express
 */
export function sameOriginOnly(origin: string): RequestHandler {
  return (req, _res, next) => {
    if (isSameOrigin(req, origin)) next();
    else next(new CrossSiteError(`${req.method} ${req.path} came from another site.`));
  };
}
