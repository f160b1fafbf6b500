import { isLoopback } from 'ciam-config';
import type { Request } from 'express';
import type { Config } from './config.ts';

/**
 * Marks a request that was redirected from another name of this app. It is not redirected again, in case a proxy hides
 * the browser's name for the app.
 */
export const moved = 'moved';

/**
 * Whether the browser opened this app under a name other than that of its redirect URI, such as 127.0.0.1 for
 * localhost. Cookies belong to one name, so a sign-in that starts at another name cannot finish.
 */
export function isAtAnotherName(req: Request, { origin, server }: Config): boolean {
  if (moved in req.query) return false;
  const asked = `${req.protocol}://${req.host}`;
  if (!URL.canParse(asked)) return false;
  const { host, hostname } = new URL(asked);
  // Behind a proxy, a loopback name is the proxy's name for this machine, not the browser's name for the app.
  if (server.trustProxy !== false && isLoopback(hostname)) return false;
  return host !== new URL(origin).host;
}
