import { AuthError } from '@azure/msal-node';
import { ConfigurationError, DiscoveryError } from 'ciam-config';
import { advice } from 'ciam-msal';
import { UsageError } from './command-line.ts';

/** What to say about an error, and how to exit. */
export interface Report {
  text: string;
  exitCode: 1 | 2 | 4;
}

/** Declined by the user, or refused by the tenant: another account or an administrator is needed, not another attempt. */
const notAllowed = new Set(
  `authorization_declined access_denied consent_required AADSTS50105 AADSTS53003 AADSTS65001 AADSTS65004 AADSTS70018
   AADSTS500207 AADSTS500208 AADSTS501051`.split(/\s+/),
);

/** A setting, or the app registration, is wrong. */
const configuration = new Set(
  `tenant_not_found tenant_mismatch issuer_mismatch discovery_invalid unauthorized_client invalid_client AADSTS90002
   AADSTS700016 AADSTS700025 AADSTS700038 AADSTS7000218`.split(/\s+/),
);

/** One readable message with what to do, and no stack. */
export function reportError(error: unknown): Report {
  if (error instanceof UsageError) return { text: `${error.message}\nSee device-code --help.\n`, exitCode: 2 };
  if (error instanceof ConfigurationError) return { text: `${error.message}\n`, exitCode: 2 };
  const { message, advice: fix, link, correlationId, code = '' } = advice(error);
  const known = error instanceof AuthError || error instanceof DiscoveryError ? error : undefined;
  const name = known instanceof AuthError ? known.errorCode : known?.code;
  const is = (codes: ReadonlySet<string>): boolean => codes.has(code) || (name !== undefined && codes.has(name));
  const lines = [message, fix, link && `See ${link}`, correlationId && `Correlation ID ${correlationId}`];
  const text = `${lines.filter(Boolean).join('\n')}\n`;
  if (is(configuration)) return { text, exitCode: 2 };
  return { text, exitCode: is(notAllowed) ? 4 : 1 };
}
