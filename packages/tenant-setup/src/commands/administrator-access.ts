import { createNetworkClient } from 'ciam-msal';
import { signInAdministrator } from '../administrator.ts';
import { createGraphClient, type GraphClient } from '../graph/graph-client.ts';
import type { Terminal } from '../terminal.ts';

export interface AdministratorArguments {
  tenant: string;
  yes: boolean;
  'dry-run': boolean;
  graph: string;
  authority: string;
}

/** Microsoft Graph as an administrator, who signs in unless there is an access token already. */
export async function connect(
  { tenant, graph, authority }: Pick<AdministratorArguments, 'tenant' | 'graph' | 'authority'>,
  graphAccessToken: string | undefined,
  terminal: Terminal,
): Promise<GraphClient> {
  const accessToken =
    graphAccessToken ??
    (await signInAdministrator({
      tenant,
      graph,
      authority,
      networkClient: createNetworkClient(),
      print: (line) => terminal.print(line),
    }));
  return createGraphClient({ accessToken, graph });
}
