import { uptime } from 'node:os';
import { PublicClientApplication } from '@azure/msal-node';
import { discoverTenant, loadEnvironment } from 'ciam-config';
import { createNetworkClient, msalLoggerOptions } from 'ciam-msal';
import { createTokenCacheFile, tokenCachePath } from 'ciam-msal/token-cache';
import type { ExitCode } from 'cli';
import type { CommandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { readConfig } from './config.ts';
import { openBrowser } from './screen/open-browser.ts';
import { createPrompt } from './screen/prompt.ts';

const folder = `${import.meta.dirname}/..`;

/**
 * The device code flow: the app shows a code, and the user enters it in a browser on any device and signs in there.
 *
 * @throws {ConfigurationError} when a setting is missing or wrong
 * @throws {DiscoveryError} when the tenant cannot be discovered
 * @throws {AuthError} when the sign-in fails
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export async function run(commandLine: CommandLine, signal: AbortSignal): Promise<ExitCode> {
  // 1. Read the settings. The environment overrides apps/device-code/.env, which overrides the .env of the repository.
  const { tenant: settings, clientId, isDumb, canOpenBrowser } = readConfig(loadEnvironment(folder));
  const { timeoutSeconds } = commandLine;
  const givesUpAt = timeoutSeconds === undefined ? undefined : uptime() + timeoutSeconds;
  const prompt = createPrompt({
    input: process.stdin,
    output: process.stderr,
    openBrowser: canOpenBrowser ? openBrowser : undefined,
    isDumb,
    openAtOnce: commandLine.open,
    ownAddress: new URL('/common/oauth2/deviceauth', settings.authority).href,
    secondsLeft: givesUpAt === undefined ? undefined : () => givesUpAt - uptime(),
  });

  // 2. Discover the tenant. The token cache file keeps the result, so the next start needs no network.
  const cachePlugin = createTokenCacheFile(tokenCachePath('device-code', { tenant: settings, clientId }), prompt.say);
  const discover = () => discoverTenant(settings, { signal });
  const tenant = commandLine.name === 'sign-in' ? await cachePlugin.tenant(discover) : undefined;

  // 3. Sign in, or run the command that was given.
  const msal = new PublicClientApplication({
    auth: { clientId, ...(tenant?.msal ?? { authority: `https://${new URL(settings.authority).host}/` }) },
    cache: { cachePlugin },
    system: {
      networkClient: createNetworkClient({ signal, onTrouble: prompt.trouble }),
      loggerOptions: msalLoggerOptions((_, line) => prompt.say(line), commandLine.verbose ? 'trace' : 'error'),
    },
  });
  return commands[commandLine.name]({ commandLine, tenant: settings, msal, prompt, signal });
}
