import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** No inline scripts or styles, nothing from other sites, and no page of another site may frame this one. */
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
    // With helmet's own no-referrer, browsers send `Origin: null` with this app's forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: origin.startsWith('https:') && { maxAge: 31_536_000 },
  });
}
