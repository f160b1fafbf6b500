/** Words that people put where a secret is still missing. A random text does not have them between its other letters. */
const telling =
  /(?<![a-z])(?:secrets?|passwords?|passphrase|change|replace|insert|example|sample|default|dummy|placeholder|your|todo|fixme|tests?|development|production|keyboard cat|letmein|undefined)(?![a-z])/i;

/** A variable that was never filled in: `${SECRET}`, `$(SECRET)`, `{{ secret }}`, `%SECRET%`, `<secret>`, `@Microsoft.KeyVault(…)`. */
const unfilled = /^(?:\$\{.*\}|\$\(.*\)|\{\{.*\}\}|%\w+%|<.*>|@Microsoft\.\w+\(.*\))/;

/** Rows of keys, and what is counted up. */
const rows = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm'];
const longestRun = 7;

/**
 * Whether anyone can guess a secret: a few characters over and over, a row of keys, a text that says itself that it is an example,
 * or a variable that was never filled in.
 */
export function isGuessable(secret: string): boolean {
  return (
    new Set(secret).size <= mostAlike(secret) ||
    isRepetition(secret) ||
    hasRow(secret.toLowerCase()) ||
    telling.test(secret.replaceAll('_', ' ')) ||
    /not-a-secret|change[-_ ]?(?:me|it|this)/i.test(secret) ||
    unfilled.test(secret)
  );
}

/** Of 20 random digits in a row, nearly always seven or more differ. */
function mostAlike({ length }: string): number {
  return length < 16 ? 1 : 5;
}

function isRepetition(secret: string): boolean {
  const units = Array.from({ length: Math.floor(secret.length / 2) }, (_, index) => index + 1);
  return units.some((unit) => secret.slice(unit) === secret.slice(0, -unit));
}

function hasRow(secret: string): boolean {
  return rows.some((row) =>
    Array.from({ length: row.length - longestRun + 1 }, (_, at) => row.slice(at, at + longestRun)).some((run) =>
      secret.includes(run),
    ),
  );
}
