import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { relative } from 'node:path';
import { PublicClientApplication } from '@azure/msal-node';
import { discoverTenant, loadEnvironment } from 'ciam-config';
import { createNetworkClient, createTokenCacheFile, msalLoggerOptions, tokenCachePath } from 'ciam-msal';
import { exitCode, type ExitCode, fit, runCommand, untilAborted } from 'cli';
import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { commands } from './commands.ts';
import { readConfig } from './config.ts';
import { reportError } from './report-error.ts';
import { openBrowser } from './screen/open-browser.ts';
import { createPrompt } from './screen/prompt.ts';

const folder = `${import.meta.dirname}/..`;

/**
 * The device code flow: the app shows a code, and the user enters it in a browser anywhere and signs in there.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
async function run(commandLine: CommandLine, signal: AbortSignal): Promise<ExitCode> {
  // 1. Read the settings: the environment over apps/device-code/.env over the root's .env.
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

  // 2. Discover the tenant. The file that keeps the tokens keeps that, too: a second start needs no network.
  const cachePlugin = createTokenCacheFile(tokenCachePath('device-code', { tenant: settings, clientId }), prompt.say);
  const discover = () => discoverTenant(settings, { signal });
  const tenant = commandLine.name === 'sign-in' ? await cachePlugin.tenant(discover) : undefined;

  // 3. Sign in, or run the other command that was named.
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

/** Aborted when the time that `--timeout` allows is over. */
const timeout = new AbortController();

async function main(stop: AbortSignal): Promise<ExitCode> {
  const commandLine = readCommandLine(process.argv.slice(2));
  const { help, version, timeoutSeconds } = commandLine;
  if (help || version) {
    const program = relative(process.cwd(), process.argv[1] ?? '') || '.';
    process.stdout.write(help ? fit(usage(program), process.stdout) : `${readVersion()}\n`);
    return exitCode.done;
  }
  if (timeoutSeconds !== undefined) setTimeout(() => timeout.abort(), timeoutSeconds * 1000);
  const signal = AbortSignal.any([stop, timeout.signal]);
  return untilAborted(run(commandLine, signal), signal);
}

function readVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return version;
}

const timedOut = { text: 'No one signed in within the time that --timeout allows.', exitCode: exitCode.failed };

void runCommand({ run: main, report: (error) => (timeout.signal.aborted ? timedOut : reportError(error)) });
