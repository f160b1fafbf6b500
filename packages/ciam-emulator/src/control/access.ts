import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackAddress, isLoopbackName } from '../server/loopback.ts';
import { isSameOrigin } from '../server/same-origin.ts';

/** The control token can be guessed, or cannot be sent in a header. */
export class ControlTokenError extends Error {
  override readonly name = 'ControlTokenError';
  readonly code = 'control_token_invalid';
}

/**
 * Checks a control token.
 *
 * @throws {ControlTokenError} when it has fewer than 16 characters, or some that a header cannot carry
 */
export function checkControlToken(token: string): void {
  if (/^[\x21-\x7e]{16,}$/.test(token)) return;
  throw new ControlTokenError(
    'The control token must be 16 characters or more: letters, digits and symbols, without spaces. Set it with EMULATOR_CONTROL_TOKEN or --control-token.',
  );
}

/** Why a request to the control API is refused. */
export interface ControlRefusal {
  status: 401 | 403;
  code: 'forbidden' | 'token_required';
  message: string;
}

/**
 * Returns why a request to the control API is refused, if it is. Programs on this machine may control the tenant, and
 * others only with the token, if there is one. Pages of other sites may not, and neither may requests for a name that
 * merely resolves to this machine.
 */
export function refusalOf(request: IncomingMessage, token: string | undefined): ControlRefusal | undefined {
  const { socket, headers } = request;
  if (!isSameOrigin(request)) {
    return { status: 403, code: 'forbidden', message: 'The control API refuses requests from pages of other sites.' };
  }
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  if (isLoopbackAddress(socket.remoteAddress ?? '') && isLoopbackName(name)) return undefined;
  if (token === undefined) {
    return {
      status: 403,
      code: 'forbidden',
      message:
        'The control API is only for programs on this machine that call it as localhost. To open it to others, start the tenant with EMULATOR_CONTROL_TOKEN or --control-token, and send "Authorization: Bearer <token>".',
    };
  }
  const [, sent] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (sent !== undefined && timingSafeEqual(digest(sent), digest(token))) return undefined;
  return {
    status: 401,
    code: 'token_required',
    message: 'The control API needs the token that the tenant was started with: send "Authorization: Bearer <token>".',
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
