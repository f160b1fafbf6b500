import { decodeJwt } from 'jose';

/** A program that uses Microsoft Graph as itself. */
export interface Program {
  /** Of its service principal, which owns what it makes. */
  id: string;
  /** Its application (client) ID, which Graph keeps as `createdByAppId`. */
  appId: string;
}

/** Who an access token is for, where that is a program. @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export function programOf(accessToken: string): Program | undefined {
  try {
    const { oid, appid, scp } = decodeJwt(accessToken);
    return scp === undefined && typeof oid === 'string' && typeof appid === 'string'
      ? { id: oid, appId: appid }
      : undefined;
  } catch {
    // Tokens for Microsoft Graph are its own affair: one that cannot be read says nothing.
    return undefined;
  }
}
