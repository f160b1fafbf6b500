import { isLoopback } from 'ciam-config';
import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { ApiConfig } from './config.ts';
import { Problem } from './problem.ts';

/** The API serves no pages, so nothing may be loaded, framed or sniffed, and no cache may keep a user's to-dos. */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      xFrameOptions: { action: 'deny' },
      // These headers apply only to pages.
      originAgentCluster: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    }),
    (_req, res, next) => {
      res.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}

/**
 * While the API listens only on this machine, accepts only this machine's own host names. Otherwise a page could point
 * its own name here (DNS rebinding) and call the API from the same origin. A proxy uses names of its own.
 */
export function knownHosts({ production, host, trustProxy }: ApiConfig): RequestHandler {
  const isOpen = production || trustProxy !== false || host === undefined || !isLoopback(host);
  return (req, _res, next) => {
    const asked = `http://${req.headers.host ?? ''}`;
    if (isOpen || (URL.canParse(asked) && isLoopback(new URL(asked).hostname))) next();
    else
      throw new Problem(
        421,
        'unknown_host',
        'In development, this API accepts requests only for localhost, 127.0.0.1 or [::1].',
      );
  };
}

/** Lets pages of these origins call the API with a token and read its errors. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'X-Request-Id'],
    exposedHeaders: ['Link', 'Location', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
    maxAge: 600,
  });
}
