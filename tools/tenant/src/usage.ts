import { shortWords } from 'ciam-config/short-words';
import { UsageError } from 'cli';

/**
 * Creates the error for a wrong command line.
 *
 * @param reason the message of yargs, or a sentence
 * @param args the arguments
 */
export function usageError(reason: string, args: readonly string[] = []): UsageError {
  return new UsageError(`${plain(reason, args)}\nSee pnpm tenant --help.`);
}

function plain(reason: string, args: readonly string[]): string {
  const lacking = /^Not enough arguments following: (.+)$/.exec(reason)?.[1];
  if (lacking) return `Give --${lacking} a value.`;
  const [, surplus] = /^Unknown commands?: (.+)$/.exec(reason) ?? [];
  // yargs treats everything after the command as another command.
  if (surplus && args[0] !== surplus.split(', ')[0]) return `Unexpected argument: ${shortWords(surplus)}.`;
  const isOfYargs = /^(?:Unknown |Invalid values)/.test(reason);
  return (isOfYargs ? shortWords(reason) : reason).replace(/[^.]$/, '$&.');
}

/**
 * Rejects arguments that yargs would misread: `--dry-run=yes` as false, and `--app` without a value as its default.
 *
 * @throws {UsageError} for such an argument
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

/** Defines an option that must occur once and have a value. `read` throws if the value is invalid. */
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

/**
 * Checks an https address.
 *
 * @throws {RangeError} for any other value; yargs turns it into a usage error
 */
export function webAddress(value: string): string {
  const isLocal = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(value);
  if (URL.canParse(value) && (isLocal || new URL(value).protocol === 'https:')) return value;
  throw new RangeError(`${shortWords(value)} is not an https address.`);
}

/**
 * Normalizes the name of a tenant.
 *
 * @throws {RangeError} when it is not a subdomain, a domain or an ID
 */
export function tenantName(value: string): string {
  const tenant = value.trim().toLowerCase();
  const subdomain = /^(?:https:\/\/)?([a-z0-9-]+)\.ciamlogin\.com\/?/.exec(tenant)?.[1];
  if (subdomain)
    throw new RangeError(`That is where users sign in. Name the tenant: --tenant ${shortWords(subdomain)}.`);
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(tenant)) return tenant;
  throw new RangeError(`${shortWords(value)} is not a tenant, such as contoso, contoso.onmicrosoft.com or an ID.`);
}
