import type { IncomingMessage } from 'node:http';
import { isForm, readBody } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import type { EndpointName, FaultTarget } from './faults.ts';
import { maskSecrets } from './request-log.ts';

/**
 * Reads the parts of a request that faults can be limited to, before the endpoint does. The log then has the form even if
 * a fault responds.
 */
export async function faultTarget(endpoint: EndpointName, request: IncomingMessage): Promise<FaultTarget> {
  const parameters = await readParameters(request);
  return {
    endpoint,
    clientId: parameters.get('client_id') ?? basicClientId(request),
    grantType: parameters.get('grant_type') ?? undefined,
  };
}

async function readParameters(request: IncomingMessage): Promise<URLSearchParams> {
  if (request.method !== 'POST') return new URL(request.url ?? '/', 'http://localhost').searchParams;
  const context = requireContext();
  context.body = await readBody(request);
  const form = new URLSearchParams(isForm(request) ? context.body : '');
  context.form = maskSecrets(form);
  return form;
}

function basicClientId({ headers: { authorization = '' } }: IncomingMessage): string | undefined {
  const encoded = /^basic (.+)$/i.exec(authorization)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
}
