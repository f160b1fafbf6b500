import { isNoName } from './display-name.ts';
import { page } from './fix/fix-entry.ts';

/** A claim of an ID token, described for people. */
export interface DescribedClaim {
  name: string;
  /** The value as text: times in UTC, lists with commas, objects as JSON. */
  value: string;
  /** One sentence. It says so if the claim is not in Microsoft's reference. */
  meaning: string;
  link?: string;
}

interface ClaimMeaning {
  meaning: string;
  link: string;
  isTime?: true;
}

const reference = page.identityPlatform('id-token-claims-reference');
const optionalClaims = page.identityPlatform('optional-claims-reference');
const accessTokens = page.identityPlatform('access-token-claims-reference');

/** The claims in the ID tokens of Entra External ID, the most interesting first. */
const meanings: Readonly<Record<string, ClaimMeaning>> = {
  name: { meaning: 'The name to show for the user. Not unique, and the user can change it.', link: reference },
  preferred_username: {
    meaning:
      'The name that the user signs in with, usually an email address. It can pass to another person, so show it, but never base a decision on it.',
    link: reference,
  },
  email: { meaning: "The user's email address. It can change hands, so never base a decision on it.", link: reference },
  oid: {
    meaning:
      'The object ID: the only claim that identifies this user in every app of the tenant. Store data under tid and oid.',
    link: reference,
  },
  sub: { meaning: 'Identifies the user to this app. Other apps get other values.', link: reference },
  tid: { meaning: 'The ID of the tenant that the user signed in to.', link: reference },
  upn: {
    meaning: "The user's principal name in the tenant. It can change, so never base a decision on it.",
    link: optionalClaims,
  },
  given_name: { meaning: "The user's first name.", link: optionalClaims },
  family_name: { meaning: "The user's last name.", link: optionalClaims },
  roles: { meaning: 'The app roles that the user was given.', link: reference },
  _claim_names: {
    meaning: 'Claims that are not in the token because there are too many groups. _claim_sources says where they are.',
    link: reference,
  },
  _claim_sources: {
    meaning: 'Where to fetch the claims that _claim_names lists.',
    link: reference,
  },
  groups: { meaning: 'The IDs of the groups that the user is in.', link: optionalClaims },
  idp: {
    meaning: 'The identity provider that signed the user in, if it was not the tenant itself: Google, Facebook, …',
    link: reference,
  },
  acct: { meaning: 'Whether the account is a member (0) or a guest (1) of the tenant.', link: optionalClaims },
  ctry: { meaning: "The user's country or region, as two letters.", link: optionalClaims },
  tenant_ctry: { meaning: "The country or region of the tenant's organization, as two letters.", link: optionalClaims },
  xms_pl: { meaning: "The user's preferred language.", link: optionalClaims },
  auth_time: { meaning: 'When the user last proved who they are.', link: optionalClaims, isTime: true },
  iss: {
    meaning: 'The tenant that issued the token, as its discovery document names it.',
    link: reference,
  },
  aud: { meaning: 'The app that the token is meant for: the client ID of this app.', link: reference },
  iat: { meaning: 'When the token was issued.', link: reference, isTime: true },
  nbf: { meaning: 'The token is not valid before this time.', link: reference, isTime: true },
  exp: { meaning: 'The token must not be accepted after this time.', link: reference, isTime: true },
  nonce: {
    meaning: 'The value that the app sent with this sign-in, so that an old token cannot be replayed.',
    link: reference,
  },
  sid: { meaning: "The user's session with the tenant, for signing out of all apps together.", link: optionalClaims },
  login_hint: {
    meaning: 'Names the account when signing out (logout_hint) or in again, so that the user need not pick one.',
    link: optionalClaims,
  },
  signin_state: {
    meaning: 'How the user is signed in: on a device of the network, kept signed in, …',
    link: optionalClaims,
  },
  ver: { meaning: 'The version of the token. This one is 2.0.', link: reference },
  aio: { meaning: "Microsoft's own, opaque. Ignore it.", link: reference },
  rh: { meaning: "Microsoft's own, opaque. Ignore it.", link: reference },
  hasgroups: { meaning: 'The user is in more groups than the token can list.', link: reference },
  unique_name: {
    meaning: 'A name to show for the user, in older tokens. Never base a decision on it.',
    link: reference,
  },
  c_hash: { meaning: 'Ties the token to the authorization code that came with it.', link: reference },
  at_hash: { meaning: 'Ties the token to the access token that came with it.', link: reference },
  acr: { meaning: 'How strongly the user proved who they are, in older tokens.', link: accessTokens },
  amr: { meaning: 'How the user proved who they are: password (pwd), second factor (mfa), …', link: accessTokens },
  azp: { meaning: 'The client ID of the app that asked for the token.', link: accessTokens },
  azpacr: {
    meaning: 'How the app proved who it is: not at all (0), with a secret (1) or with a certificate (2).',
    link: accessTokens,
  },
  jti: { meaning: 'Identifies this token. In tokens of Entra, uti does.', link: accessTokens },
  wids: { meaning: 'The administrator roles of the user in the tenant.', link: accessTokens },
  acrs: { meaning: 'The authentication contexts that the sign-in satisfied.', link: optionalClaims },
  idtyp: { meaning: 'Whether the token is about a user or an app.', link: optionalClaims },
  fwd: { meaning: 'The address that the request first came from.', link: optionalClaims },
  ipaddr: { meaning: 'The address from which the user signed in.', link: optionalClaims },
  in_corp: { meaning: "Whether the user came from the organization's network.", link: optionalClaims },
  vnet: { meaning: 'The virtual network that the request came from.', link: optionalClaims },
  onprem_sid: { meaning: "The user's security identifier on premises.", link: optionalClaims },
  pwd_exp: { meaning: 'When the password expires.', link: optionalClaims },
  pwd_url: { meaning: 'Where the user can change the password.', link: optionalClaims },
  tenant_region_scope: { meaning: 'The region of the tenant.', link: optionalClaims },
  verified_primary_email: { meaning: "The user's verified email addresses.", link: optionalClaims },
  verified_secondary_email: { meaning: "The user's further verified email addresses.", link: optionalClaims },
  xms_edov: { meaning: "Whether the email address's domain owner was verified.", link: optionalClaims },
  xms_pdl: { meaning: 'The preferred data location.', link: optionalClaims },
  xms_tpl: { meaning: "The tenant's preferred language.", link: optionalClaims },
  ztdid: { meaning: 'The deployment identity of the device.', link: optionalClaims },
  xms_ftd: { meaning: "Microsoft's own, opaque. Ignore it.", link: accessTokens },
  uti: { meaning: 'Identifies this token, as jti does elsewhere. Quote it when you ask for support.', link: reference },
};

/** The position of each claim in that order. */
const places = new Map(Object.keys(meanings).map((name, place) => [name, place]));

/**
 * Describes each claim of an ID token: known claims first, by interest, then the others in their order in the token.
 * Leaves out the display name `unknown`, which means that there is none.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export function describeClaims(claims: Record<string, unknown>): DescribedClaim[] {
  const place = (name: string): number => places.get(name) ?? places.size;
  return Object.entries(claims)
    .filter(([name, value]) => value !== undefined && !(name === 'name' && isNoName(value)))
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, value]) => describeClaim(name, value));
}

function describeClaim(name: string, value: unknown): DescribedClaim {
  const known = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  if (!known) {
    const meaning = /^extension_|^extn\./.test(name)
      ? 'A custom attribute that the user flow collects.'
      : "Not in Microsoft's reference. The tenant may add it for this app, for example with a claims mapping policy.";
    return { name, value: asText(value), meaning, link: optionalClaims };
  }
  const { meaning, link, isTime } = known;
  return { name, value: (isTime ? asTime(value) : undefined) ?? asText(value), meaning, link };
}

/** Formats seconds since 1970 as `2026-11-20 22:00:00 UTC`. Returns `undefined` for a value that is not a time. */
function asTime(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12) return undefined;
  return `${new Date(value * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asText).join(', ');
  return JSON.stringify(value) ?? String(value);
}
