const marker = '[redacted]';

/**
 * Names of parameters, fields and headers whose values are secrets, in snake_case, kebab-case or camelCase, also at the
 * end of a longer name.
 */
const secretName = [
  /(?<!expired[_-]|invalid[_-]|bad[_-])token(?:[_-]?hint)?/,
  /assertion/,
  /secret/,
  /pass(?:word|wd|phrase)/,
  /verifier/,
  /private[_-]?key/,
  /(?:device|authorization|auth)[_-]?code/,
  /(?<![a-z0-9_-])code/,
]
  .map(({ source }) => source)
  .join('|');

const separator = String.raw`\s*(?:=>?|:|%3D|%3A)\s*`;

// A quoted value ends at a quote that is escaped like its opening quote, because JSON may be nested in JSON.
const quotedValue = new RegExp(
  String.raw`(${secretName})(\\*["']?${separator})(\\*["'])((?:(?!(?<!\\)\3)[\s\S])*)`,
  'gi',
);
const bareValue = new RegExp(String.raw`(${secretName})(\\*["']?${separator})(?!\\*["'])([^\s&"<>]+)`, 'gi');

/** Values of `code` that are not authorization codes: Node's and our error names, AADSTS numbers, SQLSTATEs. */
const errorCode = /^(?:[A-Z][A-Z0-9_]{2,40}|[a-z]+(?:_[a-z]+){0,6}|\d{1,8}|[0-9A-Z]{5})(?=[^A-Za-z0-9_-]*$)/;

const header = /((?:authorization|cookie)["']?\s*:\s*)(?!\\*["'[])[^\r\n]+/gi;
const quotedHeader = /((?:authorization|cookie)\\*["']?\s*:\s*)(\\*["'])((?:(?!(?<!\\)\2)[\s\S])*)/gi;
const privateKey =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:(?!-----END )[\s\S])*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g;
/** A JWT or JWE in compact form, whole or truncated. `eyJ` encodes `{"` before a letter. */
const jwt = /(?<![\w-])[\w-]*?eyJ[\w-]{8,}(?:(?:\.|%2[Ee])[\w-]*)*/g;
/** Encodes `{` before a space or `{"` before a digit. Matched only as a whole, because words begin like this too. */
const unusualJwt = /(?<![\w-])e[wy][\w-]{8,}(?:\.|%2[Ee])[\w-]{16,}(?:(?:\.|%2[Ee])[\w-]*)*/g;
const scheme = /\b(Bearer|Basic|DPoP|PoP)(\s+|%20|\+)(?=[\w.~+/-]{8,})[\w.~+/-]+=*/gi;
/** Except `<password>`, the placeholder in our messages. */
const userInfo = /(\/\/[^\s/:@]*:)(?!<[a-z]+>@)[^\s/@]+(?=@)/g;
/** The form of Entra's client secrets. */
const entraSecret = /[\w.~-]{3}\dQ~[\w.~-]{20,}/g;
const opaque = /[\w.~-]{32,}/g;

/**
 * Replaces every token, authorization code, device code, code verifier, secret, assertion, password and private key in
 * a text by `[redacted]`. It finds them in JSON (also nested in a JSON string), URLs, form bodies and headers, and on
 * their own. JSON stays valid. In doubt, it redacts.
 */
export function redact(text: string): string {
  return text
    .replace(privateKey, marker)
    .replace(quotedHeader, `$1$2${marker}`)
    .replace(header, `$1${marker}`)
    .replace(jwt, marker)
    .replace(unusualJwt, marker)
    .replace(scheme, `$1$2${marker}`)
    .replace(userInfo, `$1${marker}`)
    .replace(quotedValue, (all, name: string, between: string, quote: string, value: string) =>
      isErrorCode(name, value) ? all : `${name}${between}${quote}${marker}`,
    )
    .replace(bareValue, (all, name: string, between: string, value: string) =>
      isErrorCode(name, value) ? all : `${name}${between}${marker}`,
    )
    .replace(entraSecret, marker)
    .replace(opaque, (run) => (looksRandom(run) ? marker : run));
}

/**
 * Whether a word looks like a key, a token or base64 rather than a name. Hexadecimal keys are valid names, too, so they
 * are checked here.
 */
export function looksSecret(word: string): boolean {
  return /[\da-f]{32,}/i.test(word) || redact(word) !== word;
}

/** Returns the part of a URL that is safe to show: without user, password, query and fragment, which may be keys. */
export function shownAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function isErrorCode(name: string, value: string): boolean {
  return name.toLowerCase() === 'code' && errorCode.test(value);
}

/**
 * Random strings alternate between upper case, lower case and digits more often than any name except a camelCase one.
 * GUIDs and host names have no upper case.
 */
function looksRandom(run: string): boolean {
  if (/^[A-Za-z][a-z]+(?:[A-Z][a-z]+)+$/.test(run)) return false;
  if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) return /^[0-9a-f]{64,}$/i.test(run);
  const changes = run.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g) ?? [];
  return changes.length > run.length / 4;
}
