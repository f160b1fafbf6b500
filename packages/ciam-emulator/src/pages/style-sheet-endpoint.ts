import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Tenant } from '../tenant/tenant.ts';
import { styleSheet } from './styles.ts';

/** The style sheet of all pages. */
export async function styleSheetEndpoint(
  _request: IncomingMessage,
  response: ServerResponse,
  { directory }: Tenant,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(styleSheet(directory.config.branding?.accentColor));
}
