import type { IncomingMessage } from 'node:http';
import { maskSecrets } from '../control/request-log.ts';
import { isForm, readBody } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import { isGuid } from '../tenant/guid.ts';
import { entraErrors } from './entra-errors.ts';

/**
 * Reads a posted form in which no field is repeated. A body that is not a form, such as JSON, has no fields.
 *
 * @throws {EntraError} 9000411 when a field is repeated
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = requireContext().body ?? (await readBody(request));
  const form = new URLSearchParams(isForm(request) ? body : '');
  requireContext().form = maskSecrets(form);
  takeCorrelationId(form);
  return once(form);
}

/**
 * Reads the parameters of an OAuth request from its query or its posted form. Empty ones are left out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.1
 */
export async function readParameters(request: IncomingMessage): Promise<URLSearchParams> {
  return withoutEmpty(request.method === 'POST' ? await readForm(request) : readQuery(request));
}

/** Without the parameters that have no value. */
export function withoutEmpty(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([, value]) => value !== ''));
}

/**
 * Reads the query.
 *
 * @throws {EntraError} 9000411 when a parameter is repeated
 */
export function readQuery(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? '/';
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const parameters = new URLSearchParams(query);
  takeCorrelationId(parameters);
  return once(parameters);
}

/** Takes over the correlation ID that MSAL sends as a parameter. Responses and errors repeat it. */
function takeCorrelationId(parameters: URLSearchParams): void {
  const sent = parameters.get('client-request-id');
  if (sent !== null && isGuid(sent)) requireContext().correlationId = sent;
}

function once(parameters: URLSearchParams): URLSearchParams {
  const names = [...parameters.keys()];
  const duplicated = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicated !== undefined) throw entraErrors.parameterDuplicated(duplicated);
  return parameters;
}

/**
 * Returns a required parameter.
 *
 * @throws {EntraError} 900144 when the parameter is missing or empty
 */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw entraErrors.parameterMissing(name);
  return value;
}
