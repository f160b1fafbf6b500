/** The fields of a token response or error that MSAL treats as text without checking. */
const texts = [
  'access_token',
  'client_info',
  'correlation_id',
  'error',
  'error_description',
  'id_token',
  'refresh_token',
  'scope',
  'suberror',
  'timestamp',
  'token_type',
  'trace_id',
];
const numbers = ['expires_in', 'ext_expires_in', 'refresh_in', 'refresh_token_expires_in'];

/** Whether a body is a token response: tokens, or an error with its name. MSAL would fail on anything else. */
export function isTokenResponse(status: number, body: Record<string, unknown>): boolean {
  const wellFormed =
    texts.every((name) => isAbsent(body[name]) || typeof body[name] === 'string') &&
    numbers.every((name) => isAbsent(body[name]) || isNumeric(body[name])) &&
    (isAbsent(body['error_codes']) || Array.isArray(body['error_codes']));
  return wellFormed && Boolean(status < 400 ? (body['access_token'] ?? body['error']) : body['error']);
}

/**
 * Whether a body is a device authorization response: a code or an error.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-3.2
 */
export function isDeviceCodeResponse(status: number, body: Record<string, unknown>): boolean {
  if (body['error'] !== undefined) return isTokenResponse(status, body);
  const { device_code: code, user_code: userCode, verification_uri: page } = body;
  return isText(code, 4096) && isText(userCode, 64) && isText(page, 2048) && /^https?:\/\/\S+$/.test(page);
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxLength;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isNumeric(value: unknown): boolean {
  return (typeof value === 'number' || (typeof value === 'string' && value !== '')) && Number.isFinite(Number(value));
}
