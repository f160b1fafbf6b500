import type { AccountInfo, PublicClientApplication } from '@azure/msal-node';
import { logoutUri, type TenantSettings } from 'ciam-config';
import { displayName } from 'ciam-msal';
import { exitCode, type ExitCode, toJson } from 'cli';
import { chooseAccount, describeUnknown, handleOf, isAccount } from './choose-account.ts';
import type { CommandLine } from './command-line.ts';
import { formatAccount, formatClaims, signedInAs } from './screen/account.ts';
import type { Prompt } from './screen/prompt.ts';
import { signIn } from './sign-in.ts';

export interface Session {
  commandLine: CommandLine;
  tenant: TenantSettings;
  msal: PublicClientApplication;
  prompt: Prompt;
  signal: AbortSignal;
}

/**
 * The commands. Each writes its result to standard output and everything else to standard error, and returns the exit
 * code.
 */
export const commands: Record<CommandLine['name'], (session: Session) => Promise<ExitCode>> = {
  'sign-in': async ({ commandLine, msal, prompt, signal }) => {
    const { account: wanted, fresh, json, claims: showClaims } = commandLine;
    const accounts = fresh ? [] : await msal.getAllAccounts();
    const known = chooseAccount(accounts, wanted);
    if (wanted !== undefined && !known && !fresh) prompt.say(describeUnknown(accounts));
    const { account, idTokenClaims } = await signIn(msal, prompt, signal, known);
    if (!account) throw new Error('The tenant sent no ID token.');
    const claims = { ...idTokenClaims };
    if (json) print(toJson({ account: facts(account), claims }));
    else {
      const described = showClaims ? `${await describe(claims)}\n` : '';
      print(`${formatAccount(account, process.stdout)}\n${described}${signedInAs(account, process.stdout)}`);
    }
    if (wanted === undefined || isAccount(account, wanted)) return exitCode.done;
    prompt.say(`You signed in as ${handleOf(account)}, not as ${wanted}. ${handleOf(account)} stays signed in.`);
    return exitCode.failed;
  },

  status: async ({ commandLine: { account: wanted, json }, msal, prompt }) => {
    const all = await msal.getAllAccounts();
    const accounts = all.filter((each) => wanted === undefined || isAccount(each, wanted));
    print(json ? toJson(accounts.map(facts)) : accounts.map((each) => formatAccount(each, process.stdout)).join('\n'));
    return accounts.length > 0 ? exitCode.done : notSignedIn(wanted, prompt);
  },

  'sign-out': async ({ commandLine: { account: wanted }, msal, tenant, prompt }) => {
    const account = chooseAccount(await msal.getAllAccounts(), wanted);
    if (!account) return notSignedIn(wanted, prompt);
    await msal.getTokenCache().removeAccount(account);
    prompt.say(`${handleOf(account)} is signed out here, and the tokens are deleted.`);
    prompt.say('The browser may still be signed in to the tenant. To end that too, open');
    prompt.say(logoutUri(tenant));
    return exitCode.done;
  },
};

async function describe(claims: Record<string, unknown>): Promise<string> {
  const { describeClaims } = await import('ciam-msal/describe-claims');
  return formatClaims(describeClaims(claims), process.stdout);
}

function notSignedIn(wanted: string | undefined, prompt: Prompt): ExitCode {
  prompt.say(wanted === undefined ? 'No one is signed in.' : 'That account is not signed in.');
  return exitCode.failed;
}

function facts({ name, username, tenantId, localAccountId }: AccountInfo) {
  return { name: displayName({ name }), username, tenantId, objectId: localAccountId };
}

function print(text: string): void {
  process.stdout.write(text);
}
