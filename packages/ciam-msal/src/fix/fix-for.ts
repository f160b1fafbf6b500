import { isRecord, redact } from 'ciam-config';
import { aadstsFixes } from './aadsts-fixes.ts';
import { clockDifference } from './clock.ts';
import type { FixEntry, ErrorKind } from './fix-entry.ts';
import { msalFixes } from './msal-fixes.ts';
import { oauthFixes } from './oauth-fixes.ts';
import { ownFixes } from './own-fixes.ts';

/** Every error that {@link fixFor} knows, by `AADSTS<number>` or by the name of the error. */
export const fixTable: Readonly<Record<string, FixEntry>> = {
  ...aadstsFixes,
  ...oauthFixes,
  ...msalFixes,
  ...ownFixes,
};

/** The explanation of an error for people. No field contains a token or a secret. */
export interface Fix {
  /** What has to change. An unknown AADSTS code is `refused`, and any other unknown error is `failed`. */
  kind: ErrorKind;
  /** What happened, in one or two sentences. */
  message: string;
  /** What to do. Absent if the message already says it, or if no fix is known. */
  fix?: string;
  /** Microsoft's explanation. For an AADSTS code that is not in the table, the tenant's own page about it. */
  link?: string;
  /** Identifies the request in the tenant's sign-in logs. */
  correlationId?: string;
  /** `AADSTS<number>` or the name of the error. A key of {@link fixTable} if the error is known. */
  code?: string;
}

/**
 * Explains an error: any error of MSAL, a DiscoveryError or ConfigurationError, or an OAuth 2.0 error response
 * (`{ error, error_description }`) from a redirect or a token endpoint. Never throws.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function fixFor(error: unknown): Fix {
  const facts = readFacts(error);
  const code = codeOf(facts);
  const entry = code !== undefined && Object.hasOwn(fixTable, code) ? fixTable[code] : undefined;
  const complete = facts.names.some(speaksForItself);
  return {
    kind: kindOf(facts, code),
    message: messageOf(facts, code, entry, complete),
    ...linkOf(code, entry),
    ...(entry && !complete ? { fix: [clockDifference(code, facts.text), entry.fix].filter(Boolean).join(' ') } : {}),
    ...(facts.correlationId ? { correlationId: facts.correlationId } : {}),
    ...(code === undefined ? {} : { code }),
  };
}

/** Formats {@link fixFor} as lines for a terminal, with the correlation ID last. They contain no token or secret. */
export function fixText(error: unknown): string {
  const { message, fix, link, correlationId } = fixFor(error);
  const lines = [message, fix, link && `See ${link}`, correlationId && `Correlation ID: ${correlationId}`];
  return lines.filter(Boolean).join('\n');
}

interface Facts {
  text: string;
  names: string[];
  numbers: string[];
  correlationId: string | undefined;
}

/** Gathers from the error, and from what caused it, all that might name the problem. */
function readFacts(error: unknown): Facts {
  const facts: Facts = { text: '', names: [], numbers: [], correlationId: undefined };
  for (let at = error, depth = 0; at !== undefined && at !== null && depth < 5; depth += 1) {
    const fields = isRecord(at) ? at : {};
    const string = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
    const ownText = string('errorMessage') || string('error_description') || string('message');
    const text = ownText || (typeof at === 'string' ? at : '');
    facts.text ||= text;
    facts.names.push(...[string('errorCode'), string('error'), string('code'), text].filter(Boolean));
    const listed = Array.isArray(fields['error_codes']) ? fields['error_codes'] : [fields['errorNo']];
    facts.numbers.push(
      ...listed.filter((number) => /^\d{4,8}$/.test(String(number))).map((number) => `AADSTS${number}`),
      ...Array.from(text.matchAll(/AADSTS\d{4,8}/g), ([number]) => number),
    );
    facts.correlationId ??=
      string('correlationId') ||
      string('correlation_id') ||
      /Correlation ID: ([0-9a-f-]{36})/i.exec(text)?.[1] ||
      undefined;
    at = fields['cause'];
  }
  return facts;
}

/** Returns the link of the entry or, for an AADSTS code that is not in the table, of Microsoft's page about it. */
function linkOf(code: string | undefined, entry: FixEntry | undefined): { link?: string } {
  if (entry) return { link: entry.link };
  const number = /^AADSTS(\d+)$/.exec(code ?? '')?.[1];
  return number ? { link: `https://login.microsoftonline.com/error?code=${number}` } : {};
}

/** Returns the first known AADSTS code, otherwise any AADSTS code, a known error name, or any name. */
function codeOf({ numbers, names }: Facts): string | undefined {
  const isName = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_]{1,60}$/.test(name);
  const known = (code: string): boolean => Object.hasOwn(fixTable, code);
  // MSAL puts the tenant's error name into the message of post_request_failed.
  const specific = (name: string): boolean => known(name) && name !== 'post_request_failed';
  return numbers.find(known) ?? numbers[0] ?? names.find(specific) ?? names.find(known) ?? names.find(isName);
}

/** Derives the kind from the code or, if the code is generic or not in the table, from the name beside it. */
function kindOf({ names }: Facts, code: string | undefined): ErrorKind {
  const [first, ...others] = [code ?? '', ...names].flatMap((each) =>
    Object.hasOwn(fixTable, each) ? (fixTable[each] ?? []) : [],
  );
  const entry = first?.general ? (others.find(({ general }) => !general) ?? first) : first;
  return entry?.kind ?? (code?.startsWith('AADSTS') ? 'refused' : 'failed');
}

function messageOf({ text, names }: Facts, code: string | undefined, entry: FixEntry | undefined, complete: boolean) {
  // A ConfigurationError names settings such as WEB_APP_CLIENT_SECRET and never holds their values.
  if (names.includes('configuration_invalid')) return text;
  const said = redact(plainText(text));
  const spoken = said !== '' && !names.slice(0, 1).includes(said) && !isOnlyALink(said);
  if (complete && said) return said;
  if (!entry) return said || (code ? `It failed with ${redact(code)}, without a description.` : unknown);
  return spoken && said.startsWith('AADSTS') ? said : entry.cause;
}

const unknown = 'Something went wrong, and the error does not say what.';

function isOnlyALink(text: string): boolean {
  return text.startsWith('See https://aka.ms/msal.js.errors') || /^\w+$/.test(text);
}

/** Returns the tenant's sentence without the IDs and the time that follow it. */
function plainText(whole: string): string {
  const text = described(whole);
  const start = text.search(/AADSTS\d/);
  const sentence = start > 0 && start < 80 ? text.slice(start) : text;
  const end = sentence.search(/(?:Trace ID|Correlation ID|Timestamp): /i);
  const said = (end < 0 ? sentence : sentence.slice(0, end)).trim().slice(0, 1000);
  // MSAL inserts a mark between the sentence and the IDs. The pattern is bounded, because anyone may send this text.
  return end < 0 ? said : said.replace(/-\s{0,4}\[[\w-]{0,64}\]\s{0,4}:?$/, '').trimEnd();
}

/** Extracts the tenant's description from MSAL's list of an error response. */
function described(text: string): string {
  const start = text.indexOf(' - Description: ');
  if (!text.startsWith('Error(s): ') || start < 0) return text;
  const said = text.slice(start + ' - Description: '.length, text.lastIndexOf(' - Correlation ID: '));
  return said === 'Not Available' ? '' : said;
}

/** Whether the error is our own, so that its message is complete and says what to do. */
function speaksForItself(code: string): boolean {
  return Object.hasOwn(ownFixes, code);
}
