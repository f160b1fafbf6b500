import { fixFor } from 'ciam-msal/fix';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { publishSignIn, SessionStoreError } from 'web-session';
import type { Config } from './config.ts';
import { errorPage } from './error-page.ts';
import type { ErrorPage } from './error-page-texts.ts';

/** Handles the errors of all routes: writes one line to the log and shows the user one page. */
export function errorPages({ basePath, server }: Config, log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const { status, retryAfterSeconds, level = status >= 500 ? 'error' : 'info', ...page } = errorPage(error);
    const { message, kind, fix, link, code, correlationId } = fixFor(error);
    const reference = correlationId ?? res.get('X-Request-Id');
    const facts = {
      method: req.method,
      path: req.path,
      status,
      code,
      correlationId,
      requestId: res.get('X-Request-Id'),
    };
    if (req.path.startsWith('/auth/')) publishSignIn({ step: 'refused', kind, code });
    log[level](level === 'error' ? { ...facts, err: error } : { ...facts, reason: message }, page.heading);
    if (res.headersSent) {
      // Express would print the stack, bypassing the log. A complete response stays as it is, such as one whose session
      // could not be saved.
      if (!res.writableEnded) res.destroy();
      return;
    }
    // express-session would save the session again at the end of this page, and Express prints that error past the log.
    if (error instanceof SessionStoreError) Reflect.deleteProperty(req, 'session');
    if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
    res.status(status).set('Cache-Control', 'no-store');
    res.render('error', {
      title: page.heading,
      ...page,
      action: { ...page.action, href: hrefOf(page, req, basePath, res.locals['returnTo']) },
      reference,
      ...(server.production ? {} : { details: { code, message, fix, link } }),
    });
  };
}

/**
 * Returns the target of the page's button. It keeps the page that the user wanted; a POST cannot be repeated by a link,
 * so it leads to the sign-in.
 */
function hrefOf(
  { action }: Pick<ErrorPage, 'action'>,
  { method }: Request,
  basePath: string,
  returnTo: unknown,
): string {
  if (action.href === '' && method === 'GET') return '';
  const href = basePath + (action.href || '/auth/signin');
  if (!href.startsWith(`${basePath}/auth/signin`) || typeof returnTo !== 'string' || returnTo === '/') return href;
  return `${href}${href.includes('?') ? '&' : '?'}${new URLSearchParams({ returnTo }).toString()}`;
}

/** The page for an address that does not exist. */
export const notFound: RequestHandler = (req, res) => {
  const { base }: { base?: string } = req.app.locals;
  res.status(404).render('error', {
    title: 'Page not found',
    heading: 'Page not found',
    text: 'The address may be mistyped, or the page may have moved.',
    action: { label: 'Go to the home page', href: `${base}/` },
  });
};
