import type { Request, RequestHandler, Response } from 'express';
import { isSameOrigin } from '../same-origin.ts';
import type { Transactions } from './transactions.ts';

/** A hidden field of a form. */
export interface FormField {
  name: string;
  value: string;
}

/** The parameters of an authorization response. Whatever else another site posts here is not passed on. */
const parameters = ['state', 'code', 'error', 'error_subcode', 'error_description', 'error_uri'];

/** Ends the loop that a browser would otherwise run into if it always hides where it came from. */
const marker = 'reposted';

/**
 * Gives the browser a second chance to bring its cookies: it withholds them when the tenant's page posts its response here, because
 * that is another site, and they are `SameSite=Lax`. `render` responds with a page of this app that posts the same fields again, by
 * itself or by a button; this time from the same site. Put it behind `express.urlencoded`.
 *
 * @param origin the app's own, such as `https://www.contoso.com`
 * @param render receives the fields that the page's form must post to the same address
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-8.8.2
 */
export function sameSiteRepost(
  transactions: Transactions,
  origin: string,
  render: (req: Request, res: Response, fields: FormField[]) => void,
): RequestHandler {
  return (req, res, next) => {
    const body: Record<string, unknown> = req.body ?? {};
    const fromAnotherSite = isSameOrigin(req, origin) === false;
    if (!fromAnotherSite || marker in body || transactions.has(req, body['state'])) {
      next();
      return;
    }
    const fields = parameters.flatMap((name) => {
      const value = body[name];
      return typeof value === 'string' ? [{ name, value }] : [];
    });
    render(req, res, [...fields, { name: marker, value: '1' }]);
  };
}
