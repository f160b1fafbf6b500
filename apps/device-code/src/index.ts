import { type AccountInfo, PublicClientApplication } from '@azure/msal-node';
import { discoverTenant, loadEnvironment, logoutUri, type TenantSettings } from 'ciam-config';
import {
  createNetworkClient,
  createTokenCacheFile,
  describeClaims,
  msalLoggerOptions,
  tokenCachePath,
} from 'ciam-msal';
import { createPrompt, formatAccount, type Prompt, reportOutputErrors } from 'cli';
import { chooseAccount, describeUnknown, isAccount } from './choose-account.ts';
import { type Command, readCommandLine, usage } from './command-line.ts';
import { readConfig } from './config.ts';
import { reportError } from './report-error.ts';
import { signIn } from './sign-in.ts';

/** What each command works with. */
interface Session {
  command: Command;
  tenant: TenantSettings;
  msal: PublicClientApplication;
  prompt: Prompt;
  signal: AbortSignal;
}

/** Does what the command line says, and returns the exit code. Everything but the result goes to standard error. */
async function run(command: Command, signal: AbortSignal): Promise<0 | 1> {
  const config = readConfig(loadEnvironment(`${import.meta.dirname}/..`));
  const { tenant: settings, clientId, isDumb } = config;
  const prompt = createPrompt({
    input: process.stdin,
    output: process.stderr,
    openBrowser: config.canOpenBrowser ? openBrowser : undefined,
    isDumb,
    openAtOnce: command.open,
    ownAddress: new URL('/common/oauth2/deviceauth', settings.authority).href,
  });

  // Tokens are kept in a file of the user's own, and beside them what discovery finds out: a second start needs no network.
  const cachePlugin = createTokenCacheFile(tokenCachePath('device-code', { tenant: settings, clientId }), prompt.say);
  const discover = () => discoverTenant(settings, { signal });
  const tenant = command.name === 'sign-in' ? await cachePlugin.tenant(discover) : undefined;

  const msal = new PublicClientApplication({
    auth: { clientId, ...(tenant?.msal ?? { authority: `https://${new URL(settings.authority).host}/` }) },
    cache: { cachePlugin },
    system: {
      networkClient: createNetworkClient({ signal, onTrouble: prompt.trouble }),
      loggerOptions: msalLoggerOptions((_, line) => prompt.say(line), command.verbose ? 'trace' : 'error'),
    },
  });
  return commands[command.name]({ command, tenant: settings, msal, prompt, signal });
}

const commands: Record<Command['name'], (session: Session) => Promise<0 | 1>> = {
  'sign-in': async ({ command: { account: wanted, fresh, json }, msal, prompt, signal }) => {
    const accounts = fresh ? [] : await msal.getAllAccounts();
    const known = chooseAccount(accounts, wanted);
    if (wanted !== undefined && !known && !fresh) prompt.say(describeUnknown(wanted, accounts));
    const { account, idTokenClaims } = await signIn(msal, prompt, signal, known);
    if (!account) throw new Error('The tenant sent no ID token.');
    const claims = { ...idTokenClaims };
    print(json ? { account: facts(account), claims } : formatAccount(account, describeClaims(claims), width()));
    if (wanted === undefined || isAccount(account, wanted)) return 0;
    prompt.say(`You signed in as ${account.username}, not as ${wanted}. ${account.username} stays signed in.`);
    return 1;
  },

  status: async ({ command: { account: wanted, json }, msal, prompt }) => {
    const all = await msal.getAllAccounts();
    const accounts = all.filter((each) => wanted === undefined || isAccount(each, wanted));
    print(json ? accounts.map(facts) : accounts.map((each) => formatAccount(each, [], width())).join('\n'));
    if (accounts.length > 0) return 0;
    prompt.say(wanted === undefined ? 'Nobody is signed in.' : `${wanted} is not signed in.`);
    return 1;
  },

  'sign-out': async ({ command: { account: wanted }, msal, tenant, prompt }) => {
    const account = chooseAccount(await msal.getAllAccounts(), wanted);
    if (!account) {
      prompt.say(wanted === undefined ? 'Nobody is signed in.' : `${wanted} is not signed in.`);
      return 1;
    }
    await msal.getTokenCache().removeAccount(account);
    prompt.say(`${account.username} is signed out here, and the tokens are forgotten.`);
    prompt.say('The browser may still be signed in to the tenant. To end that too, open');
    prompt.say(logoutUri(tenant));
    return 0;
  },
};

/** Loaded only when it is needed: a silent sign-in is over before. */
async function openBrowser(address: string): Promise<void> {
  const { default: open } = await import('open');
  await open(address);
}

function facts({ name, username, tenantId, localAccountId }: AccountInfo) {
  return { name, username, tenantId, objectId: localAccountId };
}

function print(result: string | object): void {
  process.stdout.write(typeof result === 'string' ? result : `${JSON.stringify(result, undefined, 2)}\n`);
}

/** In columns; in a pipe lines are as long as they are. */
function width(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns : undefined;
}

async function main(): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(130));
  process.once('SIGTERM', () => stop.abort(143));
  reportOutputErrors(process);
  const timeout = new AbortController();
  try {
    const command = readCommandLine(process.argv.slice(2));
    if (command.help) return print(usage);
    if (command.timeoutSeconds) setTimeout(() => timeout.abort(), command.timeoutSeconds * 1000).unref();
    process.exitCode = await run(command, AbortSignal.any([stop.signal, timeout.signal]));
  } catch (error) {
    const { text, exitCode } = reportError(error);
    if (stop.signal.aborted) fail('\nStopped.', Number(stop.signal.reason));
    else if (timeout.signal.aborted) fail('Nobody signed in within the time that --timeout allows.', 1);
    else fail(text, exitCode);
  }
}

function fail(text: string, exitCode: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}

void main();
