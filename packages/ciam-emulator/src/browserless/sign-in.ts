import { texts } from '../pages/texts.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { SignInRefusedError } from './sign-in-refused-error.ts';
import { UserAgent, type Visit } from './user-agent.ts';

/** The authorization response that a browser would bring to the app. */
export interface AuthorizationResponse {
  /** GET for a redirect, POST for `form_post`. */
  method: 'GET' | 'POST';
  /** The target of the redirect, with its query or fragment, or the target of the form. */
  url: string;
  /** `code` and `state`, or `error` and its details. */
  fields: Record<string, string>;
}

/**
 * Signs a user in as a new browser would, through the tenant's own pages: enters the address and the password or
 * emailed code, and accepts the consent.
 *
 * @throws {SignInRefusedError} with the message of the page that refuses the user
 */
export async function signIn(
  { reach, inbox }: Tenant,
  authorizeUrl: string,
  user: DirectoryUser,
): Promise<AuthorizationResponse> {
  const agent = new UserAgent(reach.local);
  return responseOf(await proveUser(agent, await agent.open(authorizeUrl), user, inbox));
}

/** Signs the user in, from the first page of an interaction to the response. */
export async function proveUser(
  agent: UserAgent,
  first: Visit,
  user: DirectoryUser,
  inbox: Tenant['inbox'],
): Promise<Visit> {
  const begun = interactionOf(first);
  if (begun === undefined) return first;
  // The first page may be an account picker or ask for another user's password, so start from the email page.
  let visit = await agent.open(`${begun}/email`, { email: user.mail });
  if (visit.url.endsWith('/password')) visit = await agent.open(visit.url, { password: user.password ?? '' });
  else if (visit.url.endsWith('/code'))
    visit = await agent.open(visit.url, { code: inbox.to(user.mail)[0]?.code ?? '' });
  visit = await proveAgain(agent, visit, user, inbox);
  if (visit.title === texts.staySignedInTitle) visit = await agent.open(visit.url, { action: 'leave' });
  const consent = visit.message === undefined ? interactionOf(visit) : undefined;
  return consent === undefined ? visit : agent.open(`${consent}/consent`, { action: 'accept' });
}

/** Enters the code of a second factor, if the tenant asks for one. */
async function proveAgain(
  agent: UserAgent,
  visit: Visit,
  { mail }: DirectoryUser,
  inbox: Tenant['inbox'],
): Promise<Visit> {
  const begun = interactionOf(visit);
  if (begun === undefined || visit.title !== texts.secondFactorTitle) return visit;
  const asked = await agent.open(`${begun}/second-factor`, { method: 'email' });
  return agent.open(asked.url, { code: inbox.to(mail)[0]?.code ?? '' });
}

function interactionOf({ url, leaves }: Visit): string | undefined {
  return leaves === undefined ? /^.*\/interaction\/[\w-]+/.exec(url)?.[0] : undefined;
}

function responseOf(visit: Visit): AuthorizationResponse {
  const { url, leaves, form } = visit;
  if (leaves !== undefined) {
    const { searchParams, hash } = new URL(leaves);
    const fields = hash === '' ? searchParams : new URLSearchParams(hash.slice(1));
    return { method: 'GET', url: leaves, fields: Object.fromEntries(fields) };
  }
  if (form && new URL(form.action, url).host !== new URL(url).host) {
    return { method: 'POST', url: form.action, fields: form.fields };
  }
  throw new SignInRefusedError(visit);
}
