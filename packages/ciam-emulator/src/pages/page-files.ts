import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tenant } from '../tenant/tenant.ts';
import { pageScript } from './script.ts';
import { styleSheet } from './styles.ts';

/** Serves the style sheet of all pages. */
export async function styleSheetEndpoint(
  _request: IncomingMessage,
  response: ServerResponse,
  { directory }: Tenant,
): Promise<void> {
  send(response, 'text/css', styleSheet(directory.config.branding?.accentColor));
}

/** Serves the script of pages with a password. */
export async function scriptEndpoint(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  send(response, 'text/javascript', pageScript);
}

function send(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, {
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}
