import type { TenantFile } from 'ciam-emulator/tenant-file';
import { createNetworkClient } from 'ciam-msal';
import { signInAdministrator } from '../administrator.ts';
import type { AdministratorConfig } from '../config.ts';
import { createGraphClient, type GraphClient } from '../graph/graph-client.ts';
import { customAttributesOf } from '../registration/user-attributes.ts';
import { interruption, type Terminal } from '../terminal.ts';

export interface AdministratorArguments {
  tenant: string;
  file: string | undefined;
  adopt: string[];
  yes: boolean;
  'dry-run': boolean;
  'use-device-code': boolean;
  graph: string;
  authority: string;
}

/** Connects to Microsoft Graph as an administrator, who signs in unless there is an access token. */
export async function connect(
  options: Pick<AdministratorArguments, 'tenant' | 'graph' | 'authority' | 'use-device-code'>,
  { graphAccessToken, canOpenBrowser }: AdministratorConfig,
  terminal: Terminal,
  file?: TenantFile,
): Promise<GraphClient> {
  const { tenant, graph, authority } = options;
  const signal = interruption(terminal);
  const signIn = (): Promise<string> =>
    signInAdministrator({
      tenant,
      graph,
      authority,
      signal,
      networkClient: createNetworkClient({ signal }),
      openBrowser: canOpenBrowser && !options['use-device-code'] ? openBrowser : undefined,
      more: file ? furtherPermissions(file) : [],
      print: (line) => terminal.print(line),
    });
  return createGraphClient({
    accessToken: graphAccessToken ?? (await signIn()),
    graph,
    signal,
    // A token from the environment cannot be renewed here.
    renew: graphAccessToken === undefined ? signIn : undefined,
    notice: (line) => terminal.print(line),
  });
}

function furtherPermissions(file: TenantFile): string[] {
  return [
    ...(file.branding ? ['OrganizationalBranding.ReadWrite.All'] : []),
    ...(customAttributesOf(file).length > 0 ? ['IdentityUserFlow.ReadWrite.All'] : []),
  ];
}

async function openBrowser(address: string): Promise<void> {
  const { default: open } = await import('open');
  await open(address);
}
