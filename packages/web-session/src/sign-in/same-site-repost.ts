import type { Request, RequestHandler, Response } from 'express';
import { isSameOrigin } from '../same-origin.ts';
import type { Transactions } from './transactions.ts';

export interface FormField {
  name: string;
  value: string;
}

/** The parameters of an authorization response. Other fields that a site posts here are dropped. */
const parameters = ['state', 'code', 'error', 'error_subcode', 'error_description', 'error_uri'];

/** Prevents a loop in a browser that always hides where a request comes from. */
const marker = 'reposted';

/**
 * Makes the browser post the tenant's response again, from this site. The cookies are `SameSite=Lax`, so the browser
 * withholds them when the tenant's page posts the response. `render` responds with a page of this app that posts the
 * same fields again, automatically or with a button. Use it after `express.urlencoded`.
 *
 * @param origin the app's origin, such as `https://www.contoso.com`
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
