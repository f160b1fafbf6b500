import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Forbids inline scripts and styles, content from other sites, and framing by other sites. */
export function securityHeaders(origin: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Under helmet's default, no-referrer, browsers send `Origin: null` with this app's forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: origin.startsWith('https:') && { maxAge: 31_536_000 },
  });
}
