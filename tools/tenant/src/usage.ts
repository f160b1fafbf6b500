import { shortWords } from 'ciam-config/short-words';
import { UsageError } from 'cli';

/**
 * A command line that is not understood.
 *
 * @param reason what yargs says, or a sentence
 * @param args what was typed
 */
export function usageError(reason: string, args: readonly string[] = []): UsageError {
  return new UsageError(`${plain(reason, args)}\nSee pnpm tenant --help.`);
}

function plain(reason: string, args: readonly string[]): string {
  const lacking = /^Not enough arguments following: (.+)$/.exec(reason)?.[1];
  if (lacking) return `Give --${lacking} a value.`;
  const [, surplus] = /^Unknown commands?: (.+)$/.exec(reason) ?? [];
  // Whatever follows the command is a command to yargs, too.
  if (surplus && args[0] !== surplus.split(', ')[0]) return `Unexpected argument: ${shortWords(surplus)}.`;
  const isOfYargs = /^(?:Unknown |Invalid values)/.test(reason);
  return (isOfYargs ? shortWords(reason) : reason).replace(/[^.]$/, '$&.');
}

/**
 * Refuses what yargs would take for something else: `--dry-run=yes` for false, and `--app` without a value for its default.
 *
 * @throws {UsageError}
 */
export function checkArguments(args: readonly string[]): void {
  const isSwitch =
    /^--(?:dry-?run|yes|print|certificate|json|prune|fix|any-?tenant-?type|use-?device-?code)=(?!true$|false$)/i;
  const wrong = args.find((arg) => isSwitch.test(arg));
  if (wrong)
    throw usageError(`${wrong.replace(/=.*/, '')} is a switch: leave out ${shortWords(wrong.replace(/^.*?=/, '='))}.`);
  if (args.some((arg, at) => arg === '--app' && (args[at + 1] ?? '-').startsWith('-'))) {
    throw usageError('Give --app a value.');
  }
}

/** An option that must come once and with a value. `read` throws for one that cannot be right. */
export function withValue(
  describe: string,
  read: (value: string) => string = (value) => value,
): { type: 'string'; requiresArg: true; describe: string; coerce: (given: string | string[]) => string } {
  return { type: 'string', requiresArg: true, describe, coerce: (given) => read(single(given, describe)) };
}

function single(given: string | string[], describe: string): string {
  if (Array.isArray(given)) throw new RangeError(`An option is given more than once: ${describe}.`);
  if (given.trim() === '') throw new RangeError(`An option has an empty value: ${describe}.`);
  return given;
}

/** @throws {RangeError}, which yargs turns into a usage error */
export function webAddress(value: string): string {
  const isLocal = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(value);
  if (URL.canParse(value) && (isLocal || new URL(value).protocol === 'https:')) return value;
  throw new RangeError(`${shortWords(value)} is not an https address.`);
}

/** @throws {RangeError} for what is neither a subdomain, nor a domain, nor an ID */
export function tenantName(value: string): string {
  const tenant = value.trim().toLowerCase();
  const subdomain = /^(?:https:\/\/)?([a-z0-9-]+)\.ciamlogin\.com\/?/.exec(tenant)?.[1];
  if (subdomain)
    throw new RangeError(`That is where users sign in. Name the tenant: --tenant ${shortWords(subdomain)}.`);
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(tenant)) return tenant;
  throw new RangeError(`${shortWords(value)} is not a tenant, such as contoso, contoso.onmicrosoft.com or an ID.`);
}
