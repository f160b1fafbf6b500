import { isLoopback } from 'ciam-config';
import type { Request } from 'express';
import type { Config } from './config.ts';

/** Marks a request that was sent here from another name of this app. It is not sent on again: a proxy may show us no other name. */
export const moved = 'moved';

/**
 * Whether the browser has this app open under another name than its redirect URI, such as 127.0.0.1 for localhost. Cookies belong to one
 * name, so a sign-in that begins at another one cannot end.
 */
export function isAtAnotherName(req: Request, { origin, server }: Config): boolean {
  if (moved in req.query) return false;
  const asked = `${req.protocol}://${req.host}`;
  if (!URL.canParse(asked)) return false;
  const { host, hostname } = new URL(asked);
  // What a proxy calls this machine is not what the browser calls the app.
  if (server.trustProxy !== false && isLoopback(hostname)) return false;
  return host !== new URL(origin).host;
}
