import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { requireContext } from '../server/request-context.ts';
import { sessionCookie, settleCookieTimes } from './session-cookie.ts';
import { userByLoginHint } from '../interactions/login-hint.ts';
import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import { sessionId } from './session-id.ts';

type Context = ReturnType<Provider['createContext']>;
type Session = Awaited<ReturnType<Provider['Session']['get']>>;

/** An account that is signed in in a browser. Each has its own session. */
export interface BrowserAccount {
  user: DirectoryUser;
  session: Session;
}

/** The name of the cookie with the inactive sessions. */
const othersCookie = (provider: Provider): string => `${provider.cookieName('session')}-others`;

/** Returns the accounts of a browser, the active one first. */
export async function browserAccounts(
  ctx: Context,
  provider: Provider,
  directory: Directory,
): Promise<BrowserAccount[]> {
  const others = ctx.cookies.get(othersCookie(provider))?.split('.') ?? [];
  const ids = [ctx.cookies.get(provider.cookieName('session')), ...others];
  const sessions = await Promise.all(ids.map((id) => provider.Session.find(id ?? '')));
  return sessions.flatMap((session) => {
    const user = directory.user(session?.accountId ?? '');
    return session && user ? [{ session, user }] : [];
  });
}

/** Sets the accounts of a browser. If none is active, the next sign-in starts a new session. */
export function keepAccounts(
  ctx: Context,
  provider: Provider,
  inUse: BrowserAccount | undefined,
  others: BrowserAccount[],
): void {
  const options = sessionCookie(requireContext().origin);
  const keep = (name: string, accounts: BrowserAccount[]): void => {
    const lasting = accounts.filter(({ session }) => session.transient !== true);
    const end = Math.max(...lasting.map(({ session }) => session.exp ?? 0));
    const expires = lasting.length > 0 ? { expires: new Date(end * 1000) } : {};
    ctx.cookies.set(name, accounts.map(({ session }) => session.jti).join('.') || null, { ...options, ...expires });
  };
  keep(provider.cookieName('session'), inUse ? [inUse] : []);
  keep(othersCookie(provider), others);
  settleCookieTimes(ctx, () => true);
}

/**
 * Makes a user's session the active one: an existing session, or a new one that is about to start.
 *
 * @returns whether the active session has changed
 */
export async function switchAccount(
  userId: string,
  request: IncomingMessage,
  response: ServerResponse,
  { provider, directory }: { provider: Provider; directory: Directory },
): Promise<boolean> {
  const ctx = provider.createContext(request, response);
  const { accountId } = await provider.Session.get(ctx);
  if (accountId === undefined || accountId === userId) return false;
  const accounts = await browserAccounts(ctx, provider, directory);
  const chosen = accounts.find(({ user }) => user.id === userId);
  keepAccounts(
    ctx,
    provider,
    chosen,
    accounts.filter((account) => account !== chosen),
  );
  return true;
}

/** Whether a session matches the `login_hint` or `sid` of a request. Any session matches a request with neither. */
export function isMeant(
  session: Session,
  { login_hint: hint, sid }: Record<string, unknown>,
  directory: Directory,
): boolean {
  if (hint) return userByLoginHint(directory, hint)?.id === session.accountId;
  return !sid || sid === sessionId(session);
}

/** Runs each authorization request in the session that it refers to, if the browser has several. */
export function installSessionChoice(provider: Provider, directory: Directory): void {
  const get = provider.Session.get.bind(provider.Session);
  provider.Session.get = async (ctx) => {
    const session = await get(ctx);
    if (ctx._matchedRouteName !== 'authorization') return session;
    const accounts = await browserAccounts(ctx, provider, directory);
    const meant = accounts.find((account) => isMeant(account.session, ctx.query, directory)) ?? accounts[0];
    if (!meant || meant.session.jti === session.jti) return session;
    keepAccounts(
      ctx,
      provider,
      meant,
      accounts.filter((account) => account !== meant),
    );
    ctx.oidc.entity('Session', meant.session);
    return meant.session;
  };
}
