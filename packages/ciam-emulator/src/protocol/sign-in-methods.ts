import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Directory } from '../tenant/directory.ts';
import { type RequestedContexts, requireContext } from '../server/request-context.ts';
import { readContexts } from './authentication-contexts.ts';
import { satisfiedContexts } from './conditional-access.ts';

/** How a user signed in, as tokens describe it. */
export interface SignInMethods {
  /** The `amr` claim. */
  amr: string[];
  /** The authentication contexts that were requested. */
  demanded: string[];
  /** The other contexts that the sign-in satisfies, for applications with the optional claim `acrs`. */
  satisfied: string[];
}

/** Returns how the user of this request signed in. */
export function signInMethods(
  { oidc }: KoaContextWithOIDC,
  token: keyof RequestedContexts,
  directory: Directory,
): SignInMethods {
  const source = oidc.entities.RefreshToken ?? oidc.entities.AuthorizationCode ?? oidc.entities.DeviceCode;
  const amr = source?.amr ?? oidc.session?.amr ?? ['pwd'];
  const kept = readContexts(JSON.stringify(source?.claims ?? oidc.claims ?? {}));
  const asked = requireContext().tokenRequest?.contexts;
  const demanded = [...new Set([...kept[token], ...(asked?.[token] ?? [])])];
  return { amr, demanded, satisfied: satisfiedContexts(amr, directory) };
}
