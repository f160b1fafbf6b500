import { createNetworkClient } from 'ciam-msal';
import type { Argv } from 'yargs';
import { signInAdministrator } from '../administrator.ts';
import { readAdministratorConfig } from '../config.ts';
import { createGraphClient, type GraphClient } from '../graph/graph-client.ts';
import type { Terminal } from '../terminal.ts';

export interface AdministratorOptions {
  tenant: string;
  yes: boolean;
  'dry-run': boolean;
  graph: string;
  authority: string;
}

/** The options that `register` and `cleanup` share. */
export function administratorOptions<T>(yargs: Argv<T>): Argv<T & AdministratorOptions> {
  return yargs
    .option('tenant', {
      type: 'string',
      demandOption: true,
      describe: 'your external tenant: contoso, contoso.onmicrosoft.com or its ID',
    })
    .option('yes', { type: 'boolean', default: false, describe: 'do not ask' })
    .option('dry-run', { type: 'boolean', default: false, describe: 'show what would be done, change nothing' })
    .option('graph', { type: 'string', default: 'https://graph.microsoft.com', describe: 'Microsoft Graph' })
    .option('authority', {
      type: 'string',
      default: 'https://login.microsoftonline.com',
      describe: 'where administrators sign in',
    })
    .group(['graph', 'authority'], 'National clouds:');
}

/** Signs in, unless GRAPH_ACCESS_TOKEN is there. */
export async function connect(options: AdministratorOptions, terminal: Terminal): Promise<GraphClient> {
  const { tenant, graph, authority } = options;
  const { graphAccessToken } = readAdministratorConfig();
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
