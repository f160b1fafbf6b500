import { type AuthenticationResult, type INetworkModule, PublicClientApplication } from '@azure/msal-node';
import { fixText } from 'ciam-msal/fix';
import { RegistrationError } from './registration/registration-error.ts';

/** The client ID of "Microsoft Graph Command Line Tools", a public client that exists in every tenant. */
const clientId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/**
 * The minimum permissions for `register` and `cleanup`. @see https://learn.microsoft.com/graph/permissions-reference
 */
const permissions = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'EventListener.ReadWrite.All',
  'Organization.Read.All',
  'User.Read',
];

export interface AdministratorSignIn {
  /** The tenant's ID, subdomain or one of its domains. */
  tenant: string;
  /** The authority of work accounts, which differs for a national cloud. */
  authority: string;
  /** The service root of Microsoft Graph. */
  graph: string;
  networkClient: INetworkModule;
  /** Additional permissions that the tenant file needs. */
  more?: readonly string[];
  /** Opens an address in the administrator's browser. Without it, they get a device code. */
  openBrowser?: ((address: string) => Promise<unknown>) | undefined;
  /** How long to wait for the browser, in milliseconds. Default: five minutes. */
  patienceMs?: number;
  signal?: AbortSignal;
  print: (line: string) => void;
}

/**
 * Signs the administrator in, with a browser or a device code, and returns an access token for Microsoft Graph. It is
 * not stored.
 *
 * @throws {RegistrationError} `sign_in_failed` or `interrupted`
 */
export async function signInAdministrator(options: AdministratorSignIn): Promise<string> {
  const { tenant, authority, graph, networkClient, openBrowser, signal, patienceMs = 300_000 } = options;
  const name = /^[a-z0-9-]+$/i.test(tenant) && !/^[0-9a-f-]{36}$/i.test(tenant) ? `${tenant}.onmicrosoft.com` : tenant;
  const late = AbortSignal.timeout(patienceMs);
  try {
    const client = new PublicClientApplication({
      auth: { clientId, authority: new URL(`/${name}`, authority).href },
      system: { networkClient },
    });
    const scopes = [...permissions, ...(options.more ?? [])].map((permission) => new URL(permission, graph).href);
    const result = openBrowser
      ? await byBrowser(client, scopes, {
          ...options,
          openBrowser,
          stop: AbortSignal.any([late, ...(signal ? [signal] : [])]),
        })
      : await client.acquireTokenByDeviceCode({
          scopes,
          deviceCodeCallback: ({ message }) => options.print(`${message}\nUse an administrator account of ${tenant}.`),
        });
    if (!result) throw new Error('The administrator did not sign in.');
    return result.accessToken;
  } catch (cause) {
    if (signal?.aborted) throw new RegistrationError('interrupted', 'Stopped. Nothing was changed.', { cause });
    if (openBrowser && late.aborted) {
      const text = `No one signed in within ${Math.round(patienceMs / 60_000)} minutes. Run it again; ${otherWay}`;
      throw new RegistrationError('sign_in_failed', text, { cause });
    }
    const said = fixText(cause).replaceAll('TENANT_SUBDOMAIN', '--tenant').replaceAll('AUTHORITY', '--authority');
    const more = openBrowser ? `\nRun it again; ${otherWay}` : '';
    throw new RegistrationError('sign_in_failed', `The administrator is not signed in. ${said}${more}`, { cause });
  }
}

const otherWay = 'with --use-device-code you can sign in on another machine.';

/**
 * Runs the authorization code flow with PKCE. MSAL listens on a loopback address for the response. @see
 * https://www.rfc-editor.org/rfc/rfc8252
 */
function byBrowser(
  client: PublicClientApplication,
  scopes: string[],
  {
    tenant,
    openBrowser,
    stop,
    print,
  }: AdministratorSignIn & { openBrowser: (address: string) => Promise<unknown>; stop: AbortSignal },
): Promise<AuthenticationResult> {
  return client.acquireTokenInteractive({
    scopes,
    prompt: 'select_account',
    successTemplate: page('You are signed in. Close this page, and go back to the terminal.'),
    errorTemplate: page('You are not signed in. Close this page, and go back to the terminal.'),
    openBrowser: async (address) => {
      if (stop.aborted) void endWaiting(address);
      stop.addEventListener('abort', () => void endWaiting(address), { once: true });
      print(`Sign in with an administrator account of ${tenant}, in the browser that opens or at\n${address}`);
      await openBrowser(address).catch(() => print('The browser did not start. Open the page yourself.'));
    },
  });
}

/** Sends MSAL a response that says that no one signed in, because it stops listening only after a response. */
async function endWaiting(address: string): Promise<void> {
  const asked = new URL(address).searchParams;
  const body = new URLSearchParams({ error: 'access_denied', state: asked.get('state') ?? '' });
  await fetch(asked.get('redirect_uri') ?? '', { method: 'POST', body }).catch(() => undefined);
}

function page(text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${text}</title><p>${text}</p></html>`;
}
