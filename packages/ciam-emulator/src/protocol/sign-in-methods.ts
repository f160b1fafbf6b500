import type { KoaContextWithOIDC } from 'oidc-provider';

import type { Directory } from '../tenant/directory.ts';
import { requireContext } from '../server/request-context.ts';
import type { RequestedContexts } from '../server/request-context.ts';
import { readContexts } from './authentication-contexts.ts';
import { satisfiedContexts } from './conditional-access.ts';

/** How a user has signed in, as tokens tell it. */
export interface SignInMethods {
  /** `amr` */
  amr: string[];
  /** Authentication contexts that the token names because it was asked to. */
  demanded: string[];
  /** Those that an application receives unasked, by its optional claim `acrs`. */
  satisfied: string[];
}

/** How the user of this request has signed in. */
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
