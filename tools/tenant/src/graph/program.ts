import { decodeJwt } from 'jose';

/** A program that uses Microsoft Graph as itself. */
export interface Program {
  /** The object ID of its service principal, which owns what it creates. */
  id: string;
  /** Its application (client) ID, which Graph records as `createdByAppId`. */
  appId: string;
}

/**
 * Returns the program that an access token belongs to, if it is a program's. @see
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function programOf(accessToken: string): Program | undefined {
  try {
    const { oid, appid, scp } = decodeJwt(accessToken);
    return scp === undefined && typeof oid === 'string' && typeof appid === 'string'
      ? { id: oid, appId: appid }
      : undefined;
  } catch {
    // Clients need not be able to read tokens for Microsoft Graph.
    return undefined;
  }
}
