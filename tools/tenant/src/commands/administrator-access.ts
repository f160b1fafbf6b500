import { setTimeout as sleep } from 'node:timers/promises';
import { createNetworkClient } from 'ciam-msal';
import { signInAdministrator } from '../administrator.ts';
import type { AdministratorConfig } from '../config.ts';
import { createGraphClient, type GraphClient } from '../graph/graph-client.ts';
import { interruption, type Terminal } from '../terminal.ts';

export interface AdministratorArguments {
  tenant: string;
  yes: boolean;
  'dry-run': boolean;
  'use-device-code': boolean;
  graph: string;
  authority: string;
}

/** A pause that Graph asks for is told from this many milliseconds on. */
const noticeable = 3_000;

/** Microsoft Graph as an administrator, who signs in unless there is an access token already. */
export async function connect(
  options: Pick<AdministratorArguments, 'tenant' | 'graph' | 'authority' | 'use-device-code'>,
  { graphAccessToken, canOpenBrowser }: Pick<AdministratorConfig, 'graphAccessToken' | 'canOpenBrowser'>,
  terminal: Terminal,
): Promise<GraphClient> {
  const { tenant, graph, authority } = options;
  const signal = interruption(terminal);
  const accessToken =
    graphAccessToken ??
    (await signInAdministrator({
      tenant,
      graph,
      authority,
      signal,
      networkClient: createNetworkClient({ signal }),
      openBrowser: canOpenBrowser && !options['use-device-code'] ? openBrowser : undefined,
      print: (line) => terminal.print(line),
    }));
  const wait = async (ms: number): Promise<void> => {
    if (ms >= noticeable) terminal.print(`  … waiting ${Math.ceil(ms / 1000)} seconds for Microsoft Graph`);
    await sleep(ms, undefined, { signal });
  };
  return createGraphClient({ accessToken, graph, signal, wait });
}

async function openBrowser(address: string): Promise<void> {
  const { default: open } = await import('open');
  await open(address);
}
